// Whose work is it, and how long may it take? The phone's twin of rules/routing.py over the bundle's part `routes`.

/** The department whose row decides first for a category at a place (codes from the county down) on a day, or null. */
export function whoseWork(routes, category, path, day) {
  const deciding = [...(routes?.rows ?? [])]
    .sort((one, other) => one.order - other.order)
    .find((row) => speaksOf(row, category) && isAt(row, path) && holds(row, day));
  if (!deciding) return null;
  const { name = deciding.department, phone = "" } = routes.departments?.[deciding.department] ?? {};
  return { code: deciding.department, name, phone };
}

function speaksOf({ category: said }, category) {
  return said.endsWith("*") ? category.startsWith(said.slice(0, -1)) : said === category;
}

function isAt({ unit }, path) {
  return !unit || path.includes(unit);
}

function holds({ from_on: from, until_on: until }, day) {
  return (!from || from <= day) && (!until || day < until);
}

/** How long the kind may take, in words; empty where no limit is known. */
export function limitOf(routes, category) {
  return routes?.limits?.[category] ?? "";
}
