"use strict";
/* The form for the selected word. */

class Editor {
  constructor(form, changed) {
    this.form = form;
    this.changed = changed;
    form.addEventListener("submit", (event) => event.preventDefault());
  }
  show(line, word) {
    this.form.hidden = !word;
    if (!word) return;
    const frame = 1 / line.fps, own = word.index === null ? {} : edits.of(line).words[word.index] ?? {};
    const field = (label, attributes, apply) => {
      const input = make("input", { ...attributes, onchange: () => apply(input) });
      return make("label", {}, label, input);
    };
    const record = (how) => { edits.change(line, (all) => { all.words[word.index] ??= {}; how(all.words[word.index], all); }); this.changed(); };
    if (word.inserted) {
      this.form.replaceChildren(
        make("p", {}, `“${word.word}” will be placed by visemes apply.`),
        make("button", { type: "button", onclick: () => { edits.change(line, (all) => { all.inserted = all.inserted.filter((one) => one.after !== word.after || one.text !== word.word); }); this.changed(); } }, "Remove it"));
      return;
    }
    const base = line.timeline.words[word.index];
    const setText = (name, old) => (input) => record((change) => { const value = input.value.trim(); if (value && value !== old) change[name] = value; else delete change[name]; });
    const setTime = (edge) => (input) => {
      const seconds = Number(input.value);
      if (Number.isFinite(seconds) && input.value !== "") edits.change(line, (all) => moveEdge(all, line, "words", word.index, edge, seconds, false));
      this.changed();
    };
    const said = word.phones.map((i) => line.timeline.phones[i].phone).join(" ");
    this.form.replaceChildren(
      field("Word", { value: word.word, id: "word-text", size: Math.max(8, word.word.length + 2), autocomplete: "off", spellcheck: "false" }, setText("text", base.word)),
      field("Pronunciation (IPA or ARPABET)", { value: own.pronunciation ?? "", placeholder: said, id: "word-said", size: Math.max(16, said.length + 2), autocomplete: "off", spellcheck: "false" }, setText("pronunciation", "")),
      field("Starts (s)", { type: "number", step: frame.toFixed(6), min: 0, max: line.duration, value: word.start.toFixed(3), id: "word-start" }, setTime("start")),
      field("Ends (s)", { type: "number", step: frame.toFixed(6), min: 0, max: line.duration, value: word.end.toFixed(3), id: "word-end" }, setTime("end")),
      field("Emphasis", { type: "number", step: 0.1, min: 0, max: 3, value: own.emphasis ?? base.emphasis ?? 1, id: "word-emphasis" }, (input) =>
        record((change) => { const value = Number(input.value); if (Number.isFinite(value) && value !== (base.emphasis ?? 1)) change.emphasis = value; else delete change.emphasis; })),
      make("button", { type: "button", id: "word-delete", onclick: () => record((change) => { if (change.gone) delete change.gone; else change.gone = true; }) }, own.gone ? "It is said after all" : "It is not said"),
      make("label", {}, "Said after it, missing here", make("input", { id: "word-insert", size: 10, autocomplete: "off", onchange: (event) => this.insert(line, word, event.target.value) })),
      make("button", { type: "button", id: "word-reset", disabled: !word.changed, onclick: () => { edits.change(line, (all) => { delete all.words[word.index]; for (const i of word.phones) delete all.phones[i]; }); this.changed(); } }, "As it was"),
      make("p", {}, this.about(line, word, own)));
  }
  about(line, word, own) {
    const parts = [];
    if (word.confidence !== undefined) parts.push(`${Math.round(100 * word.confidence)} % sure`);
    parts.push(`frames ${line.shownAt(word.start)} to ${line.shownAt(Math.max(word.start, word.end - 1e-3))}`);
    if (own.text !== undefined || own.pronunciation !== undefined || own.gone) parts.push("phones, curves and drawings follow when the changes are applied");
    else if (word.changed) parts.push("curves and drawings follow when the changes are applied");
    return parts.join(" · ");
  }
  insert(line, word, given) {
    const text = given.trim();
    if (!text) return;
    edits.change(line, (all) => all.inserted.push({ after: word.index, text }));
    this.changed();
  }
}
