// What stands in for IndexedDB where a browser gives none? The same calls upon this page's memory: nothing outlives it.

const KEYS = { records: (row) => row.id, files: (row) => `${row.record}|${row.sha256}` };
const keyOf = (key) => (Array.isArray(key) ? key.join("|") : key);

function storeOf(rows, name) {
  return {
    get: async (key) => rows.get(keyOf(key)),
    getAll: async () => [...rows.values()],
    put: async (value, key) => void rows.set(key ?? KEYS[name](value), value),
    delete: async (key) => void rows.delete(keyOf(key)),
    clear: async () => rows.clear(),
  };
}

/** A stand-in for the database of idb, as far as store.js uses it. */
export function memory() {
  const rows = Object.fromEntries(["parts", "records", "files", "kept"].map((name) => [name, new Map()]));
  const objectStore = (name) => storeOf(rows[name], name);
  return {
    get: (name, key) => objectStore(name).get(key),
    getAll: (name) => objectStore(name).getAll(),
    getAllFromIndex: async (name, index, query) => (await objectStore(name).getAll()).filter((row) => row[index] === query),
    transaction: () => ({ objectStore, done: Promise.resolve() }),
  };
}
