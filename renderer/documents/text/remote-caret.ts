import { WidgetType } from '@codemirror/view';
import { firstName } from '../../components/initials.ts';

/** Somebody else's caret: a line in their colour, with a name flag while it is fresh and a notch afterwards. */
export class RemoteCaret extends WidgetType {
  readonly person: string;
  readonly colour: number;
  readonly flagged: boolean;

  constructor(person: string, colour: number, flagged: boolean) {
    super();
    this.person = person;
    this.colour = colour;
    this.flagged = flagged;
  }

  override eq(other: RemoteCaret): boolean {
    return other.person === this.person && other.colour === this.colour && other.flagged === this.flagged;
  }

  override toDOM(): HTMLElement {
    const caret = document.createElement('span');
    caret.ariaHidden = 'true';
    const flag = document.createElement('span');
    flag.className = 'remote-flag';
    flag.textContent = firstName(this.person);
    // A word joiner, so that the caret takes part in no line break.
    caret.append('\u2060', flag, '\u2060');
    this.#dress(caret);
    return caret;
  }

  /** The element stays while only the flag comes or goes, so that it can fade. */
  override updateDOM(caret: HTMLElement): boolean {
    const flag = caret.querySelector('.remote-flag');
    if (flag === null) return false;
    flag.textContent = firstName(this.person);
    this.#dress(caret);
    return true;
  }

  override ignoreEvent(): boolean {
    return true;
  }

  #dress(caret: HTMLElement): void {
    caret.className = `remote-caret person-${this.colour}${this.flagged ? ' flagged' : ''}`;
  }
}
