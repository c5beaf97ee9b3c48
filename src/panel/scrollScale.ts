/** A page may be no higher than some 33 million pixels in Chromium; above a bound the scroll stands for more than it is. */

/** Above this height, CSS pixels, the scroll is scaled. */
export const tallestScroll = 10_000_000;

/** The height that the scrolled element gets. */
export function scrollHeight(contentHeight: number): number {
  return Math.min(contentHeight, tallestScroll);
}

/** The place in the content that a scroll position stands for. */
export function contentTop(scrollTop: number, contentHeight: number, viewHeight: number): number {
  return scrollTop * ratio(contentHeight, viewHeight);
}

/** The scroll position that shows a place of the content at the top. */
export function scrollTopOf(content: number, contentHeight: number, viewHeight: number): number {
  return content / ratio(contentHeight, viewHeight);
}

/** Ends meet ends: the last scroll position shows the last row. */
function ratio(contentHeight: number, viewHeight: number): number {
  const travel = scrollHeight(contentHeight) - viewHeight;
  return travel <= 0 ? 1 : (contentHeight - viewHeight) / travel;
}
