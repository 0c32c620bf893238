// Do the form's rules on the phone say what the table of cases says? The server's are held to the same table.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { faults, isKnown, mustAnswer, sent, shown } from "../../src/wangge/field/static/field/form_rules.js";

const read = (path) => JSON.parse(readFileSync(new URL(path, import.meta.url), "utf-8"));
const { form, cases } = read("form_cases.json");
const FORM = read(`../../src/wangge/field/data/forms/${form}.json`);

for (const { name, answers, shown: open, faults: wrong, sent: leaving } of cases) {
  test(name, () => {
    assert.deepEqual(shown(FORM, answers), open);
    assert.deepEqual(faults(FORM, answers).map((one) => [one.key, one.wrong, one.reason?.en ?? null]), wrong);
    assert.deepEqual(sent(FORM, answers), leaving);
  });
}

test("a form with a kind of question that this phone does not know is told apart", () => {
  const later = { ...FORM, fields: [...FORM.fields, { key: "voice", kind: "sound", label: { zh: "录音", en: "Sound" } }] };

  assert.equal(isKnown(FORM), true);
  assert.equal(isKnown(later), false);
});

test("a question says why it must be answered, or that it simply must, or that it need not", () => {
  assert.equal(mustAnswer(FORM, "lamps", {}), "");
  assert.equal(mustAnswer(FORM, "photos", {}), null);
  assert.equal(mustAnswer(FORM, "photos", { exit_free: false }).en, "A blocked exit needs a photo.");
});
