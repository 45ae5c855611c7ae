import { baseStyle } from '../../look/base-style.ts';
import { controlStyle } from './control-style.ts';
import { partsStyle } from './parts-style.ts';
import { stateStyle } from './state-style.ts';
import { tableStyle } from './table-style.ts';

/** What every page of the console is drawn with. */
export const pageStyle = [baseStyle, partsStyle, stateStyle, controlStyle, tableStyle];
