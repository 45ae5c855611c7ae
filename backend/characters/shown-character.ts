import type { Character } from '../../protocol/character.ts';
import type {
  CharacterOverview,
  CharacterText,
  CharacterVersionInfo,
} from '../../protocol/character-edit.ts';
import type { WrittenVersion } from '../store/character-edits.ts';
import { writeCharacter } from './write-character.ts';

export const etagOf = ({ version }: Pick<WrittenVersion, 'version'>) => `"${version}"`;

export function versionInfo(row: WrittenVersion): CharacterVersionInfo {
  const { version, source, author, created_at, character } = row;
  return { version, source, author, at: created_at.toISOString(), removed: character === null };
}

/** As it was written, or, of an old version, as its fields say. */
export function textOf({ text, character }: WrittenVersion): string {
  return text ?? (character ? writeCharacter(character) : '');
}

export function shownText(row: WrittenVersion): CharacterText {
  return { slug: row.slug, version: versionInfo(row), etag: etagOf(row), text: textOf(row) };
}

/** Field by field, so that no prompt slips through. */
export function overview(row: WrittenVersion, character: Character): CharacterOverview {
  const { slug, name, description, workspace, enabled, language, appearance, keys } = character;
  return {
    slug,
    name,
    description,
    workspace,
    enabled,
    language,
    appearance,
    keys,
    handoff_targets: character.handoff_targets.map((target) => ({
      slug: target.slug,
      description: target.description ?? target.global?.condition ?? null,
      key: target.global?.dtmf ?? null,
    })),
    transfer_targets: character.transfer_targets.map(({ label, method }) => ({ label, method })),
    routing_config: character.routing_config ?? null,
    version: versionInfo(row),
  };
}
