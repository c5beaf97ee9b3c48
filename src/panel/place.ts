/** Puts an element somewhere, or colours it, without a style attribute, which the page's policy forbids. */
import { noChange } from 'lit';
import { Directive, type ElementPart, directive } from 'lit/directive.js';

/** CSS pixels, from the corner of the containing block; what is undefined is left to the style sheet. */
export interface Box {
  readonly left?: number;
  readonly top?: number;
  readonly width?: number;
  readonly height?: number;
}

/** Gives an element a background of the person's own, null for none. */
class Tint extends Directive {
  override update(part: ElementPart, [color]: [string | null]): typeof noChange {
    // Only used on HTML elements.
    (part.element as HTMLElement).style.backgroundColor = color ?? '';
    return noChange;
  }

  override render(_color: string | null): typeof noChange {
    return noChange;
  }
}

export const tint = directive(Tint);

class Place extends Directive {
  override update(part: ElementPart, [{ left, top, width, height }]: [Box]): typeof noChange {
    // Only used on HTML elements.
    const { style } = part.element as HTMLElement;
    const transform =
      left === undefined && top === undefined ? '' : `translate(${left ?? 0}px, ${top ?? 0}px)`;
    if (style.transform !== transform) style.transform = transform;
    const wide = width === undefined ? '' : `${width}px`;
    if (style.width !== wide) style.width = wide;
    const high = height === undefined ? '' : `${height}px`;
    if (style.height !== high) style.height = high;
    return noChange;
  }

  override render(_box: Box): typeof noChange {
    return noChange;
  }
}

export const place = directive(Place);
