import type { RuleLimits, Severity } from '../../rules/rule.ts';

/** What holds for the files of one folder. */
export interface CheckSettings extends RuleLimits {
  /** Severities that are not the rules' own. */
  readonly rules: Readonly<Record<string, Severity | 'off'>>;
}

export const DEFAULT_CHECK_SETTINGS: CheckSettings = {
  rules: {},
  largeBytes: 4096,
  paddingBytes: 64,
  loadedModules: [],
};

/** Settings for a file, by its path. */
export type SettingsAt = (path: string) => CheckSettings;

export const defaultSettingsAt: SettingsAt = () => DEFAULT_CHECK_SETTINGS;
