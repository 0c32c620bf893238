// Is each way in which a phone fails to keep something told apart?
import assert from "node:assert/strict";
import { test } from "node:test";

import { codeOfFault, room, wasCleared } from "../../src/wangge/field/static/field/storage_rules.js";

const named = (name, message = "") => Object.assign(new Error(message), { name });

test("a used-up quota is full, whatever the browser calls it", () => {
  assert.equal(codeOfFault(named("QuotaExceededError")), "phone.full");
  assert.equal(codeOfFault(named("UnknownError", "Internal error: quota exceeded")), "phone.full");
});

test("a store that is gone is not a full one", () => {
  for (const name of ["SecurityError", "InvalidStateError", "UnknownError", "AbortError", "NotFoundError", "VersionError"]) {
    assert.equal(codeOfFault(named(name)), "phone.store_gone");
  }
});

test("another account's seal is told as such, and the unknown is not hidden", () => {
  assert.equal(codeOfFault(named("OperationError")), "phone.sealed");
  assert.equal(codeOfFault(named("SealedFault")), "phone.sealed");
  assert.equal(codeOfFault(named("TypeError")), "phone.not_kept");
  assert.equal(codeOfFault(undefined), "phone.not_kept");
  assert.equal(codeOfFault({ problem: { code: "phone.not_logged_in" } }), "phone.not_logged_in");
});

test("room is near its end below one report; a browser that does not say is not guessed", () => {
  assert.deepEqual(room({ quota: 100e6, usage: 10e6 }), { isNear: false, free: 90e6 });
  assert.deepEqual(room({ quota: 100e6, usage: 99e6 }), { isNear: true, free: 1e6 });
  assert.deepEqual(room({ quota: 10, usage: 20 }), { isNear: true, free: 0 });
  assert.deepEqual(room(null), { isNear: false, free: null });
  assert.deepEqual(room({}), { isNear: false, free: null });
});

test("cleared means: a mark outside, nothing inside", () => {
  assert.equal(wasCleared({ markOutside: true, markInside: undefined }), true);
  assert.equal(wasCleared({ markOutside: true, markInside: { id: "x" } }), false);
  assert.equal(wasCleared({ markOutside: false, markInside: undefined }), false);
});
