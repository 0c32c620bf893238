// What the line of the live stream says.

/** Words for a state {now: "live" | "lost" | "full", since: Date}; `words` are the element's data- attributes. */
export function stateWords(words, { now, since }) {
  if (now === "live") return words.liveWords;
  const at = since.toTimeString().slice(0, 8);
  return (now === "full" ? words.fullWords : words.lostWords).replace("{at}", at);
}
