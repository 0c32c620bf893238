// Is an answer read for what it is, and does each file take its way?
import assert from "node:assert/strict";
import { test } from "node:test";

import * as rules from "../../src/wangge/field/static/field/sync_rules.js";

const JSON_TYPE = "application/json";
const ours = JSON.stringify({ protocol: 1, server_at: "2024-03-05T08:00:00+00:00", results: [], position: 3 });

test("our server's answer is one whatever its status: a batch of one has its result's", () => {
  for (const status of [200, 202, 409, 422, 425]) assert.equal(rules.read(status, JSON_TYPE, ours, rules.isAnswer).kind, "answer");
});

test("a hotel's page is a stranger, with 200 and as JSON too", () => {
  assert.equal(rules.read(200, "text/html", "<html>Welcome</html>").kind, "stranger");
  assert.equal(rules.read(200, JSON_TYPE, '{"success": true}', rules.isAnswer).kind, "stranger");
  assert.equal(rules.read(200, JSON_TYPE, "[]", rules.isAnswer).kind, "stranger");
  assert.equal(rules.read(200, JSON_TYPE, "null", rules.isAnswer).kind, "stranger");
  assert.equal(rules.read(200, JSON_TYPE, ours.slice(0, 40), rules.isAnswer).kind, "stranger");
  assert.equal(rules.read(511, "text/html", "").kind, "trouble");
});

test("a refusal keeps the server's own words", () => {
  const problem = { code: "people.not_signed_in", title: "…", status: 401 };
  assert.deepEqual(rules.read(401, "application/problem+json", JSON.stringify(problem)), { kind: "refused", problem });
});

test("413, 507 and a busy server are told apart", () => {
  const codeOf = (status) => rules.read(status, "text/html", "").code;
  assert.deepEqual([413, 507, 500, 502, 429].map(codeOf), ["phone.too_large", "phone.server_full", "phone.server_busy", "phone.server_busy", "phone.server_busy"]);
});

test("the wait doubles to five minutes and is spread by chance", () => {
  assert.equal(rules.waitAfter(0, 0.5), 0);
  assert.deepEqual([1, 2, 3, 20].map((failures) => rules.waitAfter(failures, 0.5)), [5000, 10000, 20000, 300000]);
  assert.equal(rules.waitAfter(1, 0), 3750);
  assert.ok(rules.waitAfter(1, 0.999) < 6250);
});

test("only the clock keeps to the wait: a person and a network that is back do not", () => {
  assert.equal(rules.mayTry("minute", 10, 20), false);
  assert.equal(rules.mayTry("minute", 20, 20), true);
  assert.equal(rules.mayTry("opened", 10, 20), true);
  assert.equal(rules.mayTry("person", 10, 20), true);
});

test("up to 1 MB goes in one piece, above that in pieces of 512 KB that cover every byte once", () => {
  assert.equal(rules.wayOf({ bytes: 1024 * 1024 }), "put");
  assert.equal(rules.wayOf({ bytes: 1024 * 1024 + 1 }), "tus");
  const bytes = 1500001;
  let offset = 0;
  const pieces = [];
  for (let piece = rules.nextChunk(offset, bytes); piece; piece = rules.nextChunk(offset, bytes)) {
    pieces.push(piece[1] - piece[0]);
    [, offset] = piece;
  }
  assert.deepEqual(pieces, [524288, 524288, 451425]);
});

test("an offset is believed only when it fits the file", () => {
  assert.equal(rules.offsetOf("512", 1000), 512);
  assert.equal(rules.offsetOf("1000", 1000), 1000);
  for (const header of [null, undefined, "", "-1", "1001", "1e2", "x"]) assert.equal(rules.offsetOf(header, 1000), null);
});

test("news replaces, adds what is mine, and takes off what is not mine any more", () => {
  const cards = [{ id: "a", seq: 1, mine: "task" }, { id: "b", seq: 1, mine: "reported" }];
  const news = [{ id: "a", seq: 2, mine: "task" }, { id: "b", gone: true }, { id: "c", mine: "check" }, { id: "d", mine: "" }];
  assert.deepEqual(rules.withNews(cards, news), [{ id: "a", seq: 2, mine: "task" }, { id: "c", mine: "check" }]);
});

test("a bundle is old after ten minutes, when never fetched, and when the clock went back", () => {
  const now = Date.parse("2024-03-05T08:00:00Z");
  assert.equal(rules.isBundleOld(undefined, now), true);
  assert.equal(rules.isBundleOld("2024-03-05T07:55:00Z", now), false);
  assert.equal(rules.isBundleOld("2024-03-05T07:45:00Z", now), true);
  assert.equal(rules.isBundleOld("2024-03-05T09:00:00Z", now), true);
});
