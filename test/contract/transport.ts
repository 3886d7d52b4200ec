import { describe } from 'vitest';
import { addressContract } from './transport-address.ts';
import { attemptContract } from './transport-attempts.ts';
import { curveContract } from './transport-curve.ts';
import type { MakeTransport } from './transport-fixture.ts';
import { limitContract } from './transport-limits.ts';
import { linkContract } from './transport-links.ts';
import { pipelineContract } from './transport-pipeline.ts';
import { publishContract } from './transport-publish.ts';
import { routerContract } from './transport-router.ts';
import { schemeContract } from './transport-schemes.ts';

/** What every transport must do, whatever carries it. */
export function transportContract(name: string, makeTransport: MakeTransport): void {
  describe(`transport ${name}`, () => {
    addressContract(makeTransport);
    publishContract(makeTransport);
    pipelineContract(makeTransport);
    routerContract(makeTransport);
    linkContract(makeTransport);
    attemptContract(makeTransport);
    limitContract(makeTransport);
    curveContract(makeTransport);
    schemeContract(makeTransport);
  });
}
