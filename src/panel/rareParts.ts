/** The parts that most who open the panel never see: a script of its own, fetched when one of them is shown for the first time. */
import { PanelCompare } from './compare.ts';
import { PanelCopies } from './copies.ts';
import { ProblemList } from './problemList.ts';
import { PanelReview } from './review.ts';

declare global {
  interface HTMLElementTagNameMap {
    'panel-compare': PanelCompare;
    'panel-copies': PanelCopies;
    'panel-problems': ProblemList;
    'panel-review': PanelReview;
  }
}

customElements.define('panel-compare', PanelCompare);
customElements.define('panel-copies', PanelCopies);
customElements.define('panel-problems', ProblemList);
customElements.define('panel-review', PanelReview);
