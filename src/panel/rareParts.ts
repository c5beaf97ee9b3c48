/** The parts that go through many images: a script of its own, fetched when one of them is shown for the first time. */
import { PanelCompare } from './compare.ts';
import { PanelCopies } from './copies.ts';
import { PanelReview } from './review.ts';

declare global {
  interface HTMLElementTagNameMap {
    'panel-compare': PanelCompare;
    'panel-copies': PanelCopies;
    'panel-review': PanelReview;
  }
}

customElements.define('panel-compare', PanelCompare);
customElements.define('panel-copies', PanelCopies);
customElements.define('panel-review', PanelReview);
