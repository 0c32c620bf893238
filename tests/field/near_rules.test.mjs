// Is it this one? What does the phone offer without a network, and what never?
import assert from "node:assert/strict";
import { test } from "node:test";

import { likely, sharedWords } from "../../src/wangge/field/static/field/near_rules.js";

const NOW = new Date("2024-03-05T10:00:00+08:00");
const HEAP = "zz-ledger:event:0801";
const KINDS = {
  kinds: [
    { key: HEAP, name: "暴露垃圾", in_public: true, matter_only: false },
    { key: "S:event:0102", name: "积存垃圾", in_public: true, matter_only: false },
    { key: "S:part:0101", name: "上水井盖", in_public: true, matter_only: false },
    { key: "S:event:0900", name: "私搭乱建", in_public: false, matter_only: false },
    { key: "S:event:0901", name: "信访", in_public: true, matter_only: true },
  ],
};
const seen = { category: HEAP, lon: 113.684, lat: 34.776, words: "墙角的生活垃圾堆" };
const row = (changes) => ({
  id: "a", number: "1", category: HEAP, lon: 113.684, lat: 34.776, at: "2024-03-05T08:00:00+08:00", ended_at: null,
  words: "墙角堆了一堆生活垃圾", photo: "", voices: 0, ...changes,
});
const ids = (near, asked = seen) => likely(near, asked, { kinds: KINDS, now: NOW }).map(({ id }) => id);

test("the same heap at the same corner is offered, with its distance", () => {
  const [first] = likely([row({ lon: 113.6841 })], seen, { kinds: KINDS, now: NOW });
  assert.equal(first.id, "a");
  assert.ok(Math.abs(first.metres - 9.2) < 0.2);
});

test("the nearer, the likelier; beyond 250 m nothing is offered", () => {
  assert.deepEqual(ids([row({ id: "far", lat: 34.7767 }), row({ id: "near", lat: 34.77605 })]), ["near", "far"]);
  assert.deepEqual(ids([row({ lat: 34.7785 })]), []);
});

test("kin by name is offered below the same kind, strangers never", () => {
  const rows = [row({ id: "kin", category: "S:event:0102" }), row({ id: "same" }), row({ id: "cover", category: "S:part:0101" })];
  assert.deepEqual(ids(rows), ["same", "kin"]);
});

test("what was just closed is offered, what was closed long ago is not", () => {
  assert.deepEqual(ids([row({ ended_at: "2024-03-04T08:00:00+08:00" })]), ["a"]);
  assert.deepEqual(ids([row({ ended_at: "2024-02-20T08:00:00+08:00" })]), []);
});

test("shared pairs of characters decide between two at one spot", () => {
  assert.deepEqual(ids([row({ id: "other", words: "路边纸箱没人收走" }), row({ id: "same" })])[0], "same");
  assert.equal(sharedWords("垃圾", ""), null);
  assert.equal(sharedWords("生活垃圾", "生活垃圾"), 1);
});

test("never more than three", () => {
  assert.equal(ids(["a", "b", "c", "d"].map((id) => row({ id }))).length, 3);
});

test("kinds that are not of public space and matters about people are neither asked about nor offered", () => {
  for (const category of ["S:event:0900", "S:event:0901", "unknown"]) {
    assert.deepEqual(ids([row({ category })], { ...seen, category }), []);
    assert.deepEqual(ids([row({ category })]), []);
  }
});

test("without a point or a list nothing is offered", () => {
  assert.deepEqual(ids([row({})], { ...seen, lon: undefined }), []);
  assert.deepEqual(ids([row({})], { ...seen, lon: null }), []);
  assert.deepEqual(ids(null), []);
});
