// Which three kinds are offered, offline?
import assert from "node:assert/strict";
import { test } from "node:test";

import { chips, found } from "../../src/wangge/field/static/field/chips_rules.js";

const KINDS = {
  kinds: ["heap", "cover", "lamp", "tree", "stall"].map((key) => ({ key, name: `${key} 名` })),
  recent: ["cover", "gone"],
  frequent: ["lamp", "cover", "heap", "tree"],
  words: [["垃圾", "heap", 1], ["井盖", "cover", 1], ["路灯", "lamp", 0.5], ["堆", "heap", 0.4], ["旧", "gone", 3]],
};

test("without a word, the recent one first, then the frequent ones", () => {
  assert.deepEqual(chips(KINDS, ""), ["cover", "lamp", "heap"]);
});

test("words outweigh habits, and terms of one kind add up", () => {
  assert.equal(chips(KINDS, "墙角一堆垃圾")[0], "heap");
  assert.equal(chips(KINDS, "路灯不亮")[0], "lamp");
});

test("full-width letters and capitals are the same words", () => {
  assert.equal(chips({ ...KINDS, words: [["led", "lamp", 1]] }, "ＬＥＤ 灯")[0], "lamp");
});

test("a kind that has ended is never offered, and nobody is offered a fourth", () => {
  assert.ok(!chips(KINDS, "旧").includes("gone"));
  assert.equal(chips(KINDS, "垃圾 井盖 路灯").length, 3);
});

test("on a new phone nothing is offered rather than anything", () => {
  assert.deepEqual(chips({ kinds: KINDS.kinds }, "你好"), []);
  assert.deepEqual(chips(null, "垃圾"), []);
});

test("a kind is found by every word of its name", () => {
  assert.deepEqual(found(KINDS, "HEAP 名").map(({ key }) => key), ["heap"]);
  assert.equal(found(KINDS, "").length, 5);
});
