import type { Identity } from '@sahara/protocol/api'
import { clean } from '../terminal/clean.ts'
import {
  toCount,
  toDay,
  toDuration,
  toShortAddress,
} from '../terminal/words.ts'

/** What `sahara id show WHO` shows. */
export function toIdentityLines(identity: Identity): string[] {
  const { profile, accounts, guardianship, approvals, recovery } = identity
  const row = (name: string, value: string) => `${name.padEnd(11)}${value}`
  return [
    row('id', `${identity.id}, since ${toDay(identity.registeredAt)}`),
    row('handle', identity.handle),
    ...(profile
      ? [
          row('name', `${clean(profile.name)}, ${profile.kind}`),
          ...(profile.description
            ? [row('about', clean(profile.description))]
            : []),
          ...profile.links.map((link) => row('link', clean(link))),
        ]
      : []),
    row('owner', identity.owner),
    ...accounts.map(({ account }) => row('account', account)),
    row('recipient', clean(identity.recipient)),
    row('buy for it', `--for @${identity.handle}`),
    row(
      'guardians',
      guardianship
        ? `${guardianship.threshold} of ${toCount(guardianship.guardians.length, 'guardian')}, who wait ${toDuration(Math.ceil(guardianship.delaySeconds / 3_600))}`
        : 'none: a lost key is the end of it',
    ),
    ...approvals.map(({ guardian, newOwner, at }) =>
      row(
        'approved',
        `${newOwner}, by guardian ${toShortAddress(guardian)} on ${toDay(at)}`,
      ),
    ),
    ...(recovery
      ? [
          row(
            'recovery',
            `to ${recovery.newOwner}, from ${toDay(recovery.readyAt)} on unless the owner objects`,
          ),
        ]
      : []),
  ]
}
