/** A part of the panel that is gone through by keys: the keyboard is with its `.page` from the first moment. */
import { LitElement } from 'lit';

export abstract class KeyPage extends LitElement {
  protected override firstUpdated(): void {
    this.focus();
  }

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>('.page')?.focus();
  }

  protected override updated(): void {
    // A button that has gone with what it stood beside leaves the keyboard to nobody.
    const isLost = document.activeElement === document.body && !this.shadowRoot?.activeElement;
    if (isLost) this.focus();
  }
}
