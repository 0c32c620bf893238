// What a chart shows is read from the table beside it, so the two cannot differ.

/** Series, names and links of a table; a header cell with data-series="bar" or "line" makes a series. */
export function readTable(table, most = Infinity) {
  const heads = [...table.tHead.rows[0].cells];
  const rows = [...table.tBodies[0].rows].filter((row) => !row.dataset.notCharted).slice(0, most);
  const series = heads.flatMap((head, place) => {
    if (!head.dataset.series) return [];
    const points = rows.map(({ cells }) => ({
      value: cells[place].dataset.value === "" ? null : Number(cells[place].dataset.value), // "": not known yet
      href: cells[place].querySelector("a")?.getAttribute("href") ?? "",
    }));
    return [{ name: head.textContent.trim(), type: head.dataset.series, points }];
  });
  return { names: rows.map(({ cells }) => cells[0].textContent.trim()), series };
}
