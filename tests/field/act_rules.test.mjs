// Does a sheet ask what an act needs, and does what is sent rest on what was seen?
import assert from "node:assert/strict";
import { test } from "node:test";

import { arranged, bodyOf, fieldsOf, missing, openActs, refused, underway } from "../../src/wangge/field/static/field/act_rules.js";

const act = (name, needs = [], more = {}) => ({ act: name, label: name, needs, takes_photo: false, choices: {}, main: false, ...more });
const CARD = { id: "case", seq: 7, acts: [act("sign", [], { then: [act("feed_back", ["result"])] }), act("ask_return", ["reason"])] };
const record = (id, name, state) => ({ id, form: "act", state, body: { case: "case", act: name } });

test("a sheet asks for what the act needs and nothing else", () => {
  assert.deepEqual(fieldsOf(act("sign")), []);
  assert.deepEqual(fieldsOf(act("up", ["reason", "cause"], { choices: { cause: [{ key: "no_money", name: "money" }] } }))
    .map((field) => [field.name, field.kind, field.required, field.choices.length]), [["cause", "one", true, 1], ["words", "text", true, 0]]);
});

test("a photo is offered where it may be brought, and demanded only where it is needed", () => {
  assert.equal(fieldsOf(act("pass", [], { takes_photo: true }))[0].required, false);
  assert.deepEqual(missing(act("feed_back", ["result", "photo"]), { words: "replaced", photos: [] }), ["photos"]);
});

test("blanks are missing; a chosen one is not", () => {
  assert.deepEqual(missing(act("ask_return", ["reason"]), { words: "  " }), ["words"]);
  assert.deepEqual(missing(act("join", ["departments"]), { departments: ["water"] }), []);
});

test("an act rests on the last event that was seen", () => {
  assert.deepEqual(bodyOf(CARD, act("ask_return", ["reason"]), { words: " not ours ", cause: "x" }, null),
    { case: "case", act: "ask_return", seen: 7, words: "not ours" });
});

test("an act after another one of this phone rests on that one", () => {
  assert.equal(bodyOf(CARD, act("feed_back", ["result"]), { words: "done" }, "record-1").seen, null);
});

test("numbers and moments are sent as such", () => {
  const body = bodyOf(CARD, act("extend", ["amount", "until", "condition"]), { amount: "3", until: "2024-03-05T10:00", condition: "2" }, null);

  assert.equal(body.amount, 3);
  assert.equal(body.condition, 2);
  assert.equal(new Date(body.until).getTime(), new Date("2024-03-05T10:00").getTime());
});

test("while a signature waits on the phone, what it leads to can be done already", () => {
  const records = [record("1", "sign", "kept"), record("2", "sign", "filed"), { ...record("3", "sign", "kept"), body: { case: "other", act: "sign" } }];

  const waiting = underway("case", records);

  assert.deepEqual(waiting.map((one) => one.id), ["1"]);
  assert.deepEqual(openActs(CARD, waiting).map((one) => one.act), ["feed_back"]);
  assert.deepEqual(openActs(CARD, []).map((one) => one.act), ["sign", "ask_return"]);
});

test("what the card does not say may follow is not offered", () => {
  assert.deepEqual(openActs(CARD, [record("1", "ask_return", "sending")]), []);
});

test("a refused act is shown to a person and holds nothing up", () => {
  const records = [record("1", "sign", "attention")];

  assert.deepEqual(refused("case", records).map((one) => one.id), ["1"]);
  assert.equal(openActs(CARD, underway("case", records)).length, 2);
});

test("one act is the filled button", () => {
  const two = [act("a"), act("b", [], { main: true })];

  assert.equal(arranged(two).main.act, "b");
  assert.equal(arranged([act("a")]).main.act, "a");
  assert.equal(arranged([]).main, null);
});

test("a blind check leans to neither finding", () => {
  const shown = arranged([act("pass", [], { main: true }), act("fail")], true);

  assert.equal(shown.main, null);
  assert.deepEqual(shown.others.map((one) => one.act), ["pass", "fail"]);
});
