// What the desk's lists and texts have in common: which row a key goes to, which words are selected.

/** The row ``by`` steps from the one that is chosen, at most the first or the last. */
export function stepped(rows, chosen, by) {
  const at = rows.findIndex(chosen);
  return rows[Math.min(rows.length - 1, Math.max(0, at + by))];
}

/** The next row that is open, below the chosen one first, then from the top; undefined for none. */
export function openNext(rows, chosen, open) {
  return rows.slice(rows.findIndex(chosen) + 1).find(open) ?? rows.find(open);
}

/** The code points that are selected in a text, as [start, end]; null for none. Its pieces say where they are. */
export function selectedIn(text) {
  const range = getSelection().rangeCount ? getSelection().getRangeAt(0) : null;
  if (!text || !range || range.collapsed || !text.contains(range.commonAncestorContainer)) { return null; }
  const at = (node, offset) => {
    const piece = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest("[data-at]");
    return piece ? Number(piece.dataset.at) + [...piece.textContent.slice(0, offset)].length : null;
  };
  const found = [at(range.startContainer, range.startOffset), at(range.endContainer, range.endOffset)];
  return found.includes(null) || found[1] <= found[0] ? null : found;
}
