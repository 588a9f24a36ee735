"""Plain, calm words for the phrase, told apart by ear and by eye; none of them means more than it says."""

from __future__ import annotations

WORDS = {
    "en": (
        "anchor", "apple", "autumn", "balcony", "basket", "bicycle", "blanket", "bottle", "bridge", "butter", "candle",
        "carpet", "castle", "cherry", "circle", "cotton", "copper", "curtain", "dolphin", "engine", "feather", "forest",
        "garden", "ginger", "guitar", "hammer", "harbour", "honey", "island", "jacket", "kettle", "ladder", "lantern",
        "lemon", "marble", "meadow", "mirror", "mountain", "muffin", "napkin", "needle", "orange", "paper", "pebble",
        "pencil", "pillow", "pocket", "pumpkin", "rainbow", "ribbon", "river", "saddle", "sandal", "season", "silver",
        "slipper", "spoon", "station", "summer", "teapot", "ticket", "tulip", "umbrella", "valley", "velvet", "village",
        "walnut", "window", "winter", "yard",
    ),
    "de": (
        "Amsel", "Anker", "Apfel", "Balkon", "Birne", "Blume", "Boot", "Brief", "Brücke", "Butter", "Dach", "Decke", "Eiche",
        "Farbe", "Feder", "Fenster", "Fluss", "Flöte", "Gabel", "Garten", "Glocke", "Gurke", "Hafen", "Hammer", "Herbst",
        "Honig", "Hügel", "Insel", "Jacke", "Kamm", "Kanne", "Karte", "Kerze", "Kiesel", "Kirsche", "Kissen", "Koffer",
        "Korb", "Kreis", "Lampe", "Leiter", "Löffel", "Mantel", "Mauer", "Melone", "Möwe", "Muschel", "Nadel", "Nebel",
        "Ofen", "Orange", "Papier", "Pfeffer", "Pinsel", "Regen", "Sattel", "Schale", "Seide", "Segel", "Sommer", "Spiegel",
        "Tasse", "Teppich", "Treppe", "Tulpe", "Wagen", "Wiese", "Winter", "Wolke", "Zitrone",
    ),
    "es": (
        "abeja", "abrigo", "agua", "aguja", "ancla", "anillo", "árbol", "arena", "arroz", "azúcar", "balcón", "barco",
        "botella", "bosque", "bufanda", "camino", "campana", "canela", "carta", "castillo", "cereza", "cesta", "círculo",
        "cometa", "cortina", "cuchara", "delfín", "escalera", "espejo", "faro", "flauta", "fuente", "girasol", "guitarra",
        "hoja", "isla", "jardín", "lámpara", "lápiz", "limón", "lluvia", "madera", "manta", "manzana", "martillo", "mesa",
        "miel", "molino", "montaña", "naranja", "nube", "otoño", "papel", "pera", "piedra", "pluma", "puente", "puerto",
        "queso", "reloj", "río", "sombrero", "tambor", "tetera", "torre", "trigo", "uva", "vela", "ventana", "verano",
    ),
    "ar": (
        "أرز", "أرنب", "إبرة", "إبريق", "باب", "بحر", "بستان", "برتقال", "بساط", "بطيخ", "تفاح", "تمر", "تين", "ثلج", "جبل",
        "جرس", "جزيرة", "جسر", "حديقة", "حقيبة", "خاتم", "خبز", "خريف", "خيمة", "دائرة", "درج", "دفتر", "رمان", "رمل", "ريشة",
        "زهرة", "زيتون", "زورق", "ساعة", "سحاب", "سلة", "سفينة", "سكر", "شجرة", "شراع", "شمعة", "صابون", "صحن", "صيف", "صندوق",
        "ضوء", "طاولة", "طبل", "عسل", "عصفور", "عنب", "غابة", "فراشة", "فنجان", "قلم", "قمر", "قميص", "كتاب", "كرسي", "كعك",
        "لوز", "ليمون", "مرآة", "مطر", "معطف", "مفتاح", "منديل", "ميناء", "نافذة", "نهر", "وردة", "ورقة", "وسادة", "ياسمين",
    ),
}  # fmt: skip
