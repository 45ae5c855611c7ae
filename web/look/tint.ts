import { noChange } from 'lit';
import { Directive, directive, type ElementPart } from 'lit/directive.js';

class Tint extends Directive {
  override render(_color: string | undefined): unknown {
    return noChange;
  }

  override update(part: ElementPart, [color]: [string | undefined]): unknown {
    if (part.element instanceof HTMLElement) {
      const { style } = part.element;
      if (color === undefined) style.removeProperty('--agent');
      else style.setProperty('--agent', color);
    }
    return noChange;
  }
}

/**
 * Gives an element an agent's colour, as `<p ${tint(color)}>`. A `style` attribute in a template is
 * refused by the content security policy of a careful page; a property set by script is not.
 */
export const tint = directive(Tint);
