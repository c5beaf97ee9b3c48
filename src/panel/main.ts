/** The panel's page: defines the elements and joins them to the state. */
import { PanelApp } from './app.ts';
import { AssetDetails } from './details.ts';
import { PanelFooter } from './footer.ts';
import { PanelGrid } from './grid.ts';
import { LabelList } from './labelList.ts';
import { SearchBar } from './searchBar.ts';
import { SelectionBar } from './selectionBar.ts';
import { PanelState } from './state.ts';
import { TagPicker } from './tagPicker.ts';
import { PanelToolbar } from './toolbar.ts';
import { type VsCodeApi, Wire } from './wire.ts';

declare global {
  /** VS Code gives it to every webview's page, once. */
  function acquireVsCodeApi(): VsCodeApi;

  interface HTMLElementTagNameMap {
    'asset-lens-app': PanelApp;
    'panel-choice-list': LabelList;
    'panel-details': AssetDetails;
    'panel-footer': PanelFooter;
    'panel-grid': PanelGrid;
    'panel-search': SearchBar;
    'panel-selection': SelectionBar;
    'panel-tag-picker': TagPicker;
    'panel-toolbar': PanelToolbar;
  }
}

customElements.define('panel-choice-list', LabelList);
customElements.define('panel-details', AssetDetails);
customElements.define('panel-footer', PanelFooter);
customElements.define('panel-grid', PanelGrid);
customElements.define('panel-search', SearchBar);
customElements.define('panel-selection', SelectionBar);
customElements.define('panel-tag-picker', TagPicker);
customElements.define('panel-toolbar', PanelToolbar);
customElements.define('asset-lens-app', PanelApp);

const app = document.querySelector('asset-lens-app');
if (app) {
  const api = acquireVsCodeApi();
  app.state = new PanelState(api, new Wire(api), () => app.requestUpdate());
  app.needRareParts = () => import('./rareParts.ts');
  void app.state.start();
}
