"""What no prompt says, and what it says only with care, by language: a closed list (CT-05, CT-14; VOICE.md).

Patterns are regular expressions over small letters; a blank stands for any white space. They are written so narrow that
they hit an instruction and not a picture ("a knife and fork", "kill time", "what would a friend say"): what cannot be
told apart for certain stands among the warnings or nowhere. A person reads every prompt all the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """Why a phrase has no place in a prompt: the end of the sentence that says so."""

    METHOD = "asks for harm, or for ways and means to it"
    DETAIL = "asks for harm in detail"
    IDENTITY = "asks for somebody's full name, address or number"
    ILLEGAL = "asks for something against the law"
    HARMER = "puts the client into the place of somebody who does harm"
    VOICE = "lets the bot speak as a therapist, a dead person or somebody who does harm"
    PROMISE = "promises what nobody can promise"
    HOPE = "sounds like a promise"
    DELICATE = "is a word that some cannot bear on a hard day"


WARNED = frozenset({Kind.HOPE, Kind.DELICATE})  # everything else is an error


@dataclass(frozen=True, slots=True)
class Phrase:
    """Patterns of one kind. cues: pieces of which one must be there before they are tried; they keep checking quick."""

    kind: Kind
    cues: tuple[str, ...]
    pattern: str


@dataclass(frozen=True, slots=True)
class Roles:
    """Words that make a role: somebody who does harm; a therapist; somebody who died."""

    harmers: str
    therapists: str
    dead: str


def _p(kind: Kind, cues: str, *patterns: str) -> tuple[Phrase, ...]:
    """cues: divided by blanks; one of several words has "_" between them."""
    return (Phrase(kind, tuple(cue.replace("_", " ") for cue in cues.split()), "|".join(patterns)),)


_EN_HARMER = r"(?:attacker|abuser|perpetrator|rapist|murderer|killer|stalker|kidnapper|molester|torturer)s?"
_EN_THERAPIST = r"(?:therapist|psychotherapist|counsell?or|psychologist|psychiatrist)"
_EN_DEAD = r"(?:dead|deceased|late) (?:mother|father|mum|mom|dad|sister|brother|son|daughter|wife|husband|partner|friend|grandmother|grandfather|child)"
_DE_HARMER = r"(?:täter|angreifer|vergewaltiger|mörder|entführer|stalker|peiniger|missbraucher)(?:in)?"
_DE_THERAPIST = r"(?:psycho)?(?:therapeut|therapeutin|psychologe|psychologin|psychiater|psychiaterin)"
_DE_DEAD = r"(?:tote[rn]?|verstorbene[rn]?) (?:mutter|vater|mama|papa|schwester|bruder|sohn|tochter|frau|mann|freund|freundin|oma|opa|kind)"
_ES_HARMER = r"(?:agresor|abusador|maltratador|violador|acosador|secuestrador|torturador)(?:a)?|asesin[oa]"
_ES_THERAPIST = r"(?:psico)?terapeuta|psicólog[oa]|psiquiatra"
_ES_DEAD = r"(?:madre|padre|mamá|papá|hermano|hermana|hijo|hija|pareja|amigo|amiga|abuelo|abuela) (?:muert|fallecid|difunt)[oa]|difunt[oa] (?:madre|padre|abuel[oa]|espos[oa]|marido)"
_AR_HARMER = r"(?:ال)?(?:معتدي|معتدية|مغتصب|قاتل|قاتلة|خاطف|متحرش|جلاد)"
_AR_THERAPIST = r"(?:ال)?(?:معالج|معالجة)(?:ك)? (?:ال)?(?:نفسي|نفسية)|(?:ال)?طبيب(?:ة)? نفسي(?:ة)?|معالجك|معالجتك"
_AR_DEAD = r"(?:والدك|والدتك|أبوك|أمك|أخوك|أختك|جدك|جدتك|صديقك) (?:ال)?(?:متوفى|متوفاة|متوفي|راحل|راحلة|ميت|ميتة)"

ROLES: Mapping[str, Roles] = {
    "en": Roles(_EN_HARMER, _EN_THERAPIST, rf"{_EN_DEAD}|the (?:dead|deceased)|ghost of (?:your|my)"),
    "de": Roles(_DE_HARMER, _DE_THERAPIST, rf"{_DE_DEAD}|(?:der|die) (?:tote|verstorbene)"),
    "es": Roles(_ES_HARMER, _ES_THERAPIST, rf"{_ES_DEAD}|(?:el|la) (?:muert|fallecid|difunt)[oa]"),
    "ar": Roles(_AR_HARMER, _AR_THERAPIST, _AR_DEAD),
}

_EN_SELF = r"(?:yourself|themselves|themself|himself|herself|myself)"
_EN_THEIRS = r"(?:his|her|their|your \w+'s|the person's|that person's|somebody's|someone's)"

# Behind one of these, up to four words before it in its sentence, a phrase asks for nothing: "not your real address".
NEGATIONS: Mapping[str, str] = {
    "en": r"(?:not|never|no|without|\w+n't|nobody|nothing)",
    "de": r"(?:nicht|nie|niemals|kein|keine|keinen|ohne|niemand)",
    "es": r"(?:no|nunca|sin|ni|nadie|ningún|ninguna)",
    "ar": r"(?:لا|لن|لم|ليس|دون|بدون|بلا)",
}

PHRASES: Mapping[str, tuple[Phrase, ...]] = {
    "en": (
        *_p(
            Kind.METHOD, "kill hurt harm cut poison hang shoot starv",
            rf"(?:kill|killing|hurt|hurting|harm|harming|cut|cutting|poison|poisoning|hang|hanging|shoot|shooting|starve|starving) {_EN_SELF}(?! (?:some|a|an|out|off|free|loose|two|three|one|enough)\b)",
        ),
        *_p(Kind.METHOD, "end_ ending_ take_ taking_", r"(?:end|ending|take|taking) (?:your|their|his|her|my) (?:own )?li(?:fe|ves)(?! (?:story|in your|into))"),
        *_p(Kind.METHOD, "die kill", r"(?:ways?|how|means|methods?|places?) (?:you (?:would|could|might) |to )(?:die|kill)(?! time| the time| an hour| a few)", r"how (?:would|could|will|do) you (?:die|kill)(?! time| the time)"),
        *_p(Kind.METHOD, "suicide overdos pills", r"suicide (?:note|letter|plan|method)s?", r"how many pills", r"take an overdose"),
        *_p(
            Kind.DETAIL, "to_you hurt_you hit_you touched_you attacked_you abused_you raped_you beat_you assault abuse rape attack wound injur beating trauma worst_memory detail",
            r"(?:describe|write down|draw|tell|say)[^.?!]{0,30} (?:how|what|where) (?:he|she|they|it) (?:did to|hurt|hit|touched|attacked|abused|raped|beat) you",
            r"(?:describe|draw|write about|tell (?:me )?about|relive) (?:the|your|that) (?:assault|abuse|rape|attack|wounds?|injur(?:y|ies)|beating|trauma|worst memory)",
            r"(?:every|each|all the|full) details? of (?:the|your|that|what) (?:assault|abuse|rape|attack|accident|injury|beating|trauma|was done|happened to you)",
            r"what (?:exactly )?(?:did )?(?:he|she|they) (?:do|did) to you(?:r body)?",
        ),
        *_p(
            Kind.IDENTITY, "full_name real_name whole_name last_name family_name full_names last_names family_names real_names address phone_number lives they_live",
            rf"{_EN_THEIRS} (?:full|real|whole|last|family) name", rf"{_EN_THEIRS} (?:exact |home |street |real |e-?mail )?address", rf"{_EN_THEIRS} (?:tele)?phone number",
            r"(?:your|the) (?:full|real|family|last) names?", r"full names? of", r"first and last names?", r"your (?:exact |home |street |postal |full )address",
            r"(?:where|which street|which house) (?:exactly )?(?:he|she|they) lives?(?! in you)",
        ),
        *_p(
            Kind.ILLEGAL, "steal shoplift drugs break_into set_fire hack break_the_law forge",
            r"steal (?:something|money|it|things?) from", r"shoplift(?:ing)?", r"(?:buy|sell|take|try|deal) (?:some )?(?:illegal )?drugs", r"break into (?:a|an|the|his|her|their|somebody's|someone's) (?:house|home|flat|car|shop|building)",
            r"set fire to (?:a|the|his|her|their) (?:house|home|flat|car|shop|building)", r"break the law", r"hack (?:into )?(?:his|her|their|someone's|somebody's)", r"forge (?:a|his|her|their) signature",
        ),
        *_p(
            Kind.HARMER, "attacker abuser perpetrator rapist murderer killer stalker kidnapper molester torturer",
            rf"(?:you are|you're|you become|become|play|be|speak as|speak for|answer as|answer for|write as|pretend to be|pretend you are|imagine you are|imagine being) (?:now )?(?:the|your|an|a|his|her) (?:own )?{_EN_HARMER}(?! (?:whale|bee|tune|song|line|riff))",
        ),
        *_p(
            Kind.VOICE, "therapist counsel psych dead deceased late_ attacker abuser perpetrator rapist murderer killer stalker kidnapper molester torturer",
            rf"(?:i am|i'm|i'll be|i will be|i play|i will play|let me be|let me play|pretend (?:that )?i am|imagine (?:that )?i am|talk to me as if i were) (?:now )?(?:the|your|a|an) (?:own )?(?:{_EN_THERAPIST}|{_EN_DEAD}|{_EN_HARMER})",
        ),
        *_p(
            Kind.PROMISE, "better well_again healed happier happy_again cure_you heal_you fix_you save_you guarante watching always here_for_you there_for_you here_day listening reading with_you_now never",
            r"you(?:'ll| will) (?:soon )?(?:feel|be|get|sleep) (?:much |so much |a lot )?(?:better|well again|healed|cured|happier|happy again)", r"(?:this|it|that|we|i)(?:'ll| will| can) (?:cure|heal|fix|save) you",
            r"(?:is|are|it's) guaranteed(?: to)?", r"(?:we|i) guarantee", r"guaranteed to (?:help|work)", r"(?:someone|somebody|a person|your therapist) (?:is|'s) (?:watching|always (?:watching|listening|reading|awake)|(?:listening|reading) (?:right )?now|here for you|there for you)",
            r"(?:i am|i'm|we are|we're|someone is|somebody is|your therapist is) (?:here day and night|always here|always there|here for you|there for you|watching over you|with you now)",
            r"(?:will|'ll) never (?:hurt|feel sad|feel alone|be alone) again",
        ),
        *_p(
            Kind.HOPE, "fine all_right alright okay ok_ ok. good better be_well promise help make_you_feel",
            r"(?:everything|it|all)(?:'ll| will| is going to) (?:be|get|turn out) (?:fine|all right|alright|okay|ok|good|better|well)", r"i promise", r"we promise", r"it (?:always )?gets better", r"(?:this|it) (?:will|is going to) (?:help|make you feel)",
        ),
        *_p(Kind.DELICATE, "suicid self-harm overdos rape abuse", r"suicid(?:e|al)", r"self-harm(?:ing)?", r"overdos(?:e|ing)", r"rap(?:ed|ist)|rape", r"(?:sexual |child |physical )?abuse"),
    ),
    "de": (
        *_p(
            Kind.METHOD, "töte erhäng erschieß vergift ritz verletz umbring umzubring bring",
            r"(?:töte|töten|erhäng|erhänge|erhängen|erschieß|erschieße|erschießen|vergifte|vergiften|ritz|ritze|ritzen) (?:sie )?(?:dich|sich|mich)(?! etwas)", r"(?:verletz|verletze|verletzen|verletzt) (?:sie )?(?:dich|sich|mich) selbst",
            r"(?:dich|sich|mich) (?:selbst )?(?:umbringen|umzubringen|umbringst|töten|zu töten|ritzen|zu ritzen|erhängen|zu erhängen)", r"(?:dich|sich|mich) selbst (?:zu )?(?:verletzen|verletzt)", r"(?:bring|bringe|bringen|bringst) (?:du |sie )?(?:dich|sich|mich) (?:\w+ )?um(?! \w+ zu)",
        ),
        *_p(Kind.METHOD, "das_leben leben_beend leben_zu_beend beende", r"(?:nimm|nehmen|nimmst|nehme) (?:du |sie )?(?:dir|sich|mir) (?:\w+ )?das leben", r"(?:dir|sich|mir) das leben (?:zu )?nehmen", r"(?:dein|ihr|mein) leben (?:zu )?beenden", r"beende(?:n|st)? (?:du |sie )?(?:dein|ihr|mein) (?:eigenes )?leben"),
        *_p(Kind.METHOD, "sterben tabletten pillen überdosis", r"(?:wie|womit|wo) würde(?:st|n)? (?:du|sie) sterben", r"(?:wege|möglichkeiten|mittel) zu sterben", r"wie viele (?:tabletten|pillen)", r"eine überdosis (?:zu )?nehmen"),
        *_p(
            Kind.DETAIL, "übergriff missbrauch vergewaltigung überfall angriff wunde verletzung misshandlung trauma angetan unfall",
            r"(?:beschreib|beschreibe|beschreiben|schildere|schildern|zeichne|zeichnen|erzähl|erzählen)(?: sie)? (?:genau |in allen einzelheiten )?(?:den|die|das|deine|deinen|ihre|ihren) (?:übergriff|missbrauch|vergewaltigung|überfall|angriff|wunden?|verletzung(?:en)?|misshandlung|trauma)",
            r"was (?:hat|haben) (?:er|sie|man) (?:dir|ihnen) (?:genau )?angetan", r"jede einzelheit (?:des|der) (?:übergriffs|missbrauchs|vergewaltigung|überfalls|angriffs|unfalls|misshandlung)",
        ),
        *_p(
            Kind.IDENTITY, "name adresse anschrift nummer wohnt",
            r"(?:vor- und nachname|vor- und zuname|nachname|familienname|vollständige[rn]? name|voller name|vollen namen|ganze[rn]? name[n]?)[ns]?", r"(?:seine|ihre|deine|deren|die genaue|die) (?:genaue |volle )?(?:adresse|anschrift|wohnadresse|telefonnummer|handynummer)", r"wo (?:er|sie|diese person) (?:genau )?wohnt",
        ),
        *_p(Kind.ILLEGAL, "stiehl stehlen klau drogen brich brechen zünde gesetz", r"(?:stiehl|stehlen sie|klau|klaue|klauen sie) (?:etwas|geld|jemandem|ihm|ihr|es)", r"(?:kauf|kaufe|kaufen sie|nimm|nehmen sie|probier|verkauf|verkaufe) (?:dir |sich )?drogen", r"(?:brich|brechen sie) (?:bei|in) (?:\w+ ){1,3}ein", r"(?:brich|brechen sie) das gesetz", r"zünde(?:n sie)? (?:das|sein|ihr|ein) (?:haus|auto) an"),
        *_p(
            Kind.HARMER, "täter angreifer vergewaltiger mörder entführer stalker peiniger missbraucher",
            rf"(?:du bist|sie sind|spiel|spiele|spielen sie|sei|seien sie|sprich als|sprechen sie als|antworte als|antworten sie als|antworte für|schreib als|schreiben sie als)(?: jetzt| nun)? (?:der |die |den |dein |deine |deinen |ihr |ihre |ihren |ein |eine )?{_DE_HARMER}",
        ),
        *_p(Kind.VOICE, "therapeut psycholog psychiater tote verstorbene täter angreifer vergewaltiger mörder entführer stalker peiniger missbraucher", rf"ich (?:bin|spiele|werde)(?: jetzt| nun)? (?:dein|deine|ihr|ihre|der|die|den|deinen|ein|eine) (?:{_DE_THERAPIST}|{_DE_DEAD}|{_DE_HARMER})"),
        *_p(
            Kind.PROMISE, "besser heilt rettet garant jemand eine_person für_dich für_sie immer_da",
            r"(?:dir|ihnen) wird es (?:bald |viel )?besser gehen", r"wird es (?:dir|ihnen) (?:bald |viel )?besser gehen", r"es wird (?:dir|ihnen) (?:bald |viel )?besser gehen", r"(?:du wirst|sie werden) (?:dich|sich) (?:bald |gleich |viel )?besser fühlen", r"(?:du fühlst dich|sie fühlen sich) (?:danach|dann|bald) besser",
            r"(?:heilt|rettet) (?:dich|sie)(?! vor)", r"garantiert|wir garantieren|ich garantiere", r"(?:jemand|eine person) (?:ist immer (?:da|für dich|für sie|wach)|passt (?:immer )?auf (?:dich|sie) auf|wacht über (?:dich|sie)|schaut (?:immer )?zu|(?:liest|hört) (?:gerade|jetzt|immer) (?:mit|zu))", r"(?:ich bin|wir sind) (?:immer )?(?:für dich|für sie|immer) da",
        ),
        *_p(Kind.HOPE, "gut versprech versprochen besser helfen", r"alles wird (?:wieder )?gut", r"(?:ich verspreche|wir versprechen|versprochen ist)", r"es wird (?:wieder |alles )?(?:gut|besser)", r"das wird (?:dir|ihnen) (?:helfen|guttun|gut tun)"),
        *_p(Kind.DELICATE, "suizid selbstmord selbstverletz überdosis vergewaltig missbrauch", r"suizid\w*", r"selbstmord\w*", r"selbstverletz\w*", r"überdosis", r"vergewaltig\w*", r"missbrauch\w*"),
    ),
    "es": (
        *_p(Kind.METHOD, "mat suicid hace hacer cort envenen ahor", r"(?:mátate|mátese|matarte|matarse|matarme|te matarías|se mataría|suicidarte|suicidarse|suicídate|ahorcarte|ahorcarse|envenenarte|envenenarse)", r"(?:hazte|hágase|hacerte|hacerse|hacerme) daño", r"(?:córtate|cortarte) (?:la piel|las venas|los brazos)", r"carta de suicidio|nota de suicidio"),
        *_p(Kind.METHOD, "vida morir pastillas", r"(?:quitarte|quitarse|quitarme|quítate|quítese) la vida", r"(?:acabar|terminar|acaba|termina) con (?:tu|su|mi) (?:propia )?vida", r"(?:formas|maneras|modos) de morir", r"cómo (?:morirías|moriría|te matarías)", r"cuántas pastillas"),
        *_p(Kind.DETAIL, "describ dibuj cuent detalle hizo hicieron", r"(?:describe|describa|dibuja|dibuje|cuenta|cuente) (?:con detalle |en detalle )?(?:el|la|tu|su|las|los) (?:abuso|violación|agresión|ataque|herida|heridas|maltrato|trauma|paliza)", r"qué te (?:hizo|hicieron) (?:exactamente|en el cuerpo)?", r"(?:todos los detalles|cada detalle) (?:del|de la) (?:abuso|violación|agresión|ataque|accidente|paliza)"),
        *_p(Kind.IDENTITY, "nombre apellid dirección teléfono vive", r"(?:nombre completo|nombre y apellidos?|apellidos? de)", r"(?:su|tu|la) (?:dirección|teléfono|número de teléfono)(?: exacta| completa| postal| de casa| de (?:él|ella|esa persona))", r"su (?:número de )?teléfono", r"dónde vive (?:él|ella|esa persona|exactamente)"),
        *_p(Kind.ILLEGAL, "rob drogas ley entra incendi", r"(?:roba|robe|robar) (?:algo|dinero|a alguien|una|un)", r"(?:compra|compre|vende|venda|toma|tome|prueba|pruebe) drogas", r"(?:rompe|rompa|viola|viole|infringe) la ley", r"(?:incendia|incendie|prende fuego a|quema|queme) (?:una|la|su|el) (?:casa|coche|edificio|tienda)"),
        *_p(Kind.HARMER, "agresor abusador maltratador violador acosador secuestrador torturador asesin", rf"(?:eres|usted es|sé|sea|haz de|haga de|habla como|hable como|responde como|responda como|escribe como|escriba como|imagina que eres|imagine que es|imagina ser) (?:ahora )?(?:el |la |tu |su |un |una )?(?:{_ES_HARMER})"),
        *_p(Kind.VOICE, "terapeuta psicólog psiquiatra muert fallecid difunt agresor abusador maltratador violador acosador secuestrador torturador asesin", rf"(?:yo )?(?:soy|seré|hago de|haré de) (?:ahora )?(?:tu|su|el|la|un|una) (?:{_ES_THERAPIST}|{_ES_DEAD}|{_ES_HARMER})"),
        *_p(Kind.PROMISE, "mejor curará sanará salvará curar garant alguien siempre aquí_para", r"te (?:vas a sentir|sentirás) (?:mucho )?mejor", r"(?:se (?:va a sentir|sentirá)) (?:mucho )?mejor", r"(?:te|le|lo|la) (?:curará|sanará|va a curar|salvará)", r"(?:está )?garantizad[oa]|te garantizo|le garantizo|garantizamos", r"alguien (?:te |le )?está (?:siempre )?(?:mirando|vigilando|cuidándote)", r"(?:siempre estoy aquí|estoy siempre aquí|siempre estamos aquí|estamos siempre aquí|siempre hay alguien (?:aquí|mirando|leyendo|escuchando)|estoy aquí para ti)"),
        *_p(Kind.HOPE, "todo_va todo_saldrá todo_irá todo_estará promet te_va_a te_ayudará", r"todo (?:va a salir|saldrá|irá|va a ir|estará) bien", r"te (?:lo )?prometo|prometemos|le prometo", r"esto te (?:va a ayudar|ayudará)"),
        *_p(Kind.DELICATE, "suicid autolesi sobredosis violación abuso", r"suicid\w*", r"autolesi\w*", r"sobredosis", r"violación", r"abusos?(?: sexual(?:es)?)?"),
    ),
    "ar": (
        *_p(Kind.METHOD, "نفسك حياتك انتحر انتحار تموت للموت جرعة", r"(?:اقتل|اقتلي|تقتل|تقتلين|قتل|تؤذي|تؤذين|آذ|آذي|اجرح|اجرحي|تجرح|تجرحين|إيذاء|اشنق|سمم) نفسك", r"(?:أنه|أنهي|تنهي|تنهين|إنهاء) حياتك", r"(?:انتحر|انتحري|تنتحر|تنتحرين)", r"رسالة انتحار", r"طر(?:ق|يقة) (?:ل|ال)?(?:لموت|موت|انتحار|لانتحار)", r"كيف (?:ستموت|تموت|تموتين)", r"جرعة زائدة"),
        *_p(Kind.DETAIL, "صف صفي ارسم ارسمي تفاصيل فعل", r"(?:صف|صفي|ارسم|ارسمي|احك|احكي) (?:بالتفصيل )?(?:الاعتداء|الاغتصاب|الهجوم|جروحك|التعذيب|الصدمة|الضرب)", r"(?:كل )?تفاصيل (?:الاعتداء|الاغتصاب|الهجوم|الحادث|التعذيب|الضرب)", r"ماذا فعل(?:وا|ت)? بك (?:بالضبط|بالتفصيل)?"),
        *_p(Kind.IDENTITY, "اسم عنوان رقم يسكن تسكن", r"(?:الاسم|اسمه|اسمها|اسمهم|اسمك) (?:ال)?(?:الكامل|كامل|كاملا)", r"اسم العائلة", r"(?:عنوانه|عنوانها|عنوانهم|عنوان بيته|عنوان بيتها|عنوان بيتك|عنوان منزلك|عنوانك الكامل)", r"رقم (?:هاتفه|هاتفها|هاتفهم)", r"أين (?:يسكن|تسكن) (?:هو|هي|هذا الشخص|بالضبط)"),
        *_p(Kind.ILLEGAL, "اسرق مخدرات القانون احرق", r"(?:اسرق|اسرقي) (?:شيئا|مالا|من)", r"(?:اشتر|اشتري|خذ|خذي|جرب|جربي|بع|بيعي) (?:ال)?مخدرات", r"(?:خالف|خالفي|اكسر|اكسري) القانون", r"(?:احرق|احرقي) (?:بيت|منزل|سيارة)"),
        *_p(Kind.HARMER, "معتدي مغتصب قاتل خاطف متحرش جلاد", rf"(?:أنت|كن|كوني|تكلم بصوت|تكلمي بصوت|تكلم مثل|تكلمي مثل|أجب مثل|أجيبي مثل|العب دور|العبي دور|تخيل أنك|تخيلي أنك)(?: الآن)? {_AR_HARMER}"),
        *_p(Kind.VOICE, "أنا سأكون", rf"(?:أنا|سأكون|سألعب دور)(?: الآن)? (?:{_AR_THERAPIST}|{_AR_DEAD}|{_AR_HARMER})"),
        *_p(Kind.PROMISE, "ستشعر سيشفي يشفي مضمون نضمن أضمن هناك دائما دائم", r"ستشعر(?:ين)? (?:ب)?(?:تحسن|أفضل|حال أفضل|بتحسن)", r"(?:سيشفيك|سوف يشفيك|يشفيك هذا)", r"(?:مضمون|نضمن لك|أضمن لك)", r"(?:هناك|يوجد) (?:من|شخص|أحد) (?:يراقب|يراقبك|يسمعك الآن|يقرأ الآن|دائما)", r"(?:أنا|نحن) (?:هنا |معك )?دائما", r"(?:أنا|نحن) هنا من أجلك"),
        *_p(Kind.HOPE, "سيكون أعدك نعدك", r"كل شيء سيكون (?:بخير|على ما يرام)", r"(?:أعدك|نعدك)", r"سيكون كل شيء (?:بخير|على ما يرام)"),
        *_p(Kind.DELICATE, "انتحار إيذاء اغتصاب اعتداء", r"(?:ال)?انتحار", r"إيذاء النفس", r"(?:ال)?اغتصاب", r"(?:ال)?اعتداء"),
    ),
}  # fmt: skip
