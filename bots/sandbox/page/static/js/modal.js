// A Discord form (modal) as a real dialog; it opens once for each interaction that asks for one.

import { freshId, h } from "./dom.js";
import { openDialog } from "./dialogs.js";
import { t } from "./texts.js";

/** Show the form. submit(values) -> truthy when it went out. Returns {close}. */
export function openModal(modal, who, { submit, onClose }) {
  const fields = modal.fields.map((field) => {
    const id = freshId("field");
    const props = { id, dir: "auto", required: field.required, maxlength: field.max || null, placeholder: field.placeholder || "", value: field.value || "" };
    const input = field.long ? h("textarea", { ...props, rows: 5 }) : h("input", { ...props, type: "text" });
    const needed = field.required ? h("span", { class: "needed" }, ` ${t("command.needed")}`) : null;
    return { id: field.id, input, node: h("div", { class: "field" }, h("label", { for: id, dir: "auto" }, field.label, needed), input) };
  });
  return openDialog({
    title: modal.title,
    className: "dc-modal",
    onClose,
    build: (close) =>
      h(
        "form",
        {
          onsubmit: async (event) => {
            event.preventDefault();
            if (await submit(Object.fromEntries(fields.map((field) => [field.id, field.input.value])))) close(true);
          },
        },
        h("p", { class: "hint" }, t("modal.for", { name: who })),
        fields.map((field) => field.node),
        h(
          "div",
          { class: "ends" },
          h("button", { type: "submit", class: "primary" }, t("modal.submit")),
          h("button", { type: "button", class: "plain", onclick: () => close() }, t("dialog.cancel")),
        ),
      ),
  });
}
