import { X509Certificate, createPrivateKey, randomBytes, type KeyObject } from 'node:crypto';
import { chmodSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { BanyanError, type Clock } from '../../app/index.ts';

/** What the page is served with beyond this machine. */
export interface PageCertificate {
  /** PEM; the page's own certificate first. */
  certificate: string;
  /** PEM. */
  privateKey: string;
  /** SHA-256 of the certificate, as browsers show it: `AB:CD:…`. */
  fingerprint: string;
  /** Whether it is good for the name or address of a host, as a Host header writes it. */
  isFor(host: string): boolean;
}

/** Browsers take nothing that is good for longer. */
const validDays = 397;
const dayMs = 86_400_000;
const aName = /^(?=.{1,253}$)[a-z\d-]{1,63}(\.[a-z\d-]{1,63})*$/i;
const ownFile = (dataFolder: string): string => join(dataFolder, 'ui-certificate.pem');

/**
 * The certificate that this data folder has for its page: the one of last time, or, at the first time and when that one
 * has run out, a new one that is signed by itself. Certificate and key lie in one file that only its owner reads. Fails
 * with `data-folder-unwritable`.
 */
export async function ownCertificate(dataFolder: string, clock: Clock, addresses: readonly string[]): Promise<PageCertificate> {
  const kept = keptCertificate(dataFolder);
  if (kept !== undefined && validAt(kept.certificate, clock.now())) return kept;
  const pem = await selfSigned(clock.now(), addresses);
  const file = ownFile(dataFolder);
  const fresh = `${file}.${randomBytes(6).toString('hex')}`;
  try {
    // Whole or not at all, and never readable by others, not even for a moment.
    writeFileSync(fresh, pem, { mode: 0o600, flag: 'wx' });
    chmodSync(fresh, 0o600);
    renameSync(fresh, file);
  } catch (cause) {
    rmSync(fresh, { force: true });
    throw new BanyanError('data-folder-unwritable', `The certificate of the page can't be kept in ${file}.`, { cause });
  }
  return certificateOf(pem, pem);
}

/** A certificate that somebody else made, from files in PEM. Fails with `bad-input` when they are not what they should be. */
export function givenCertificate(certificateFile: string, keyFile: string, clock: Clock): PageCertificate {
  const certificate = textOf(certificateFile);
  const privateKey = textOf(keyFile);
  const read = parsed(certificate);
  if (read === undefined) throw new BanyanError('bad-input', `There is no certificate in ${certificateFile}. It has to be PEM.`);
  let key: KeyObject;
  try {
    key = createPrivateKey(privateKey);
  } catch (cause) {
    throw new BanyanError('bad-input', `There is no private key in ${keyFile}. It has to be PEM, without a passphrase.`, {
      cause,
    });
  }
  if (!read.checkPrivateKey(key))
    throw new BanyanError('bad-input', `The key in ${keyFile} does not belong to the certificate in ${certificateFile}.`);
  if (!validAt(certificate, clock.now()))
    throw new BanyanError(
      'bad-input',
      `The certificate in ${certificateFile} is good from ${read.validFrom} to ${read.validTo}, and not now.`,
    );
  return certificateOf(certificate, privateKey);
}

function certificateOf(certificate: string, privateKey: string): PageCertificate {
  const read = new X509Certificate(certificate);
  return {
    certificate,
    privateKey,
    fingerprint: read.fingerprint256,
    // Node throws for what is no name or address at all.
    isFor: (host) => Boolean(isIP(host) !== 0 ? read.checkIP(host) : aName.test(host) && read.checkHost(host)),
  };
}

/** Undefined when there is none, or none that can be used: then a new one is made. */
function keptCertificate(dataFolder: string): PageCertificate | undefined {
  try {
    const pem = readFileSync(ownFile(dataFolder), 'utf8');
    return new X509Certificate(pem).checkPrivateKey(createPrivateKey(pem)) ? certificateOf(pem, pem) : undefined;
  } catch {
    return undefined;
  }
}

function validAt(certificate: string, now: number): boolean {
  const { validFrom, validTo } = new X509Certificate(certificate);
  return now >= Date.parse(validFrom) && now < Date.parse(validTo);
}

function parsed(pem: string): X509Certificate | undefined {
  try {
    return new X509Certificate(pem);
  } catch {
    return undefined;
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'is not there' : code === 'EACCES' ? 'may not be read by you' : 'can’t be read';
    throw new BanyanError('bad-input', `The file ${file} ${why}.`, { cause });
  }
}

/** Certificate and key in PEM. The library is loaded only here, because it is large and needed once in a year. */
async function selfSigned(now: number, addresses: readonly string[]): Promise<string> {
  await import('reflect-metadata');
  const x509 = await import('@peculiar/x509');
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const serverAuthentication = '1.3.6.1.5.5.7.3.1';
  const certificate = await x509.X509CertificateGenerator.createSelfSigned(
    {
      // Positive, as a serial number has to be.
      serialNumber: `01${randomBytes(15).toString('hex')}`,
      name: 'CN=Banyan',
      notBefore: new Date(now - dayMs),
      notAfter: new Date(now + validDays * dayMs),
      signingAlgorithm: algorithm,
      keys,
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        new x509.ExtendedKeyUsageExtension([serverAuthentication]),
        new x509.SubjectAlternativeNameExtension(addresses.map((value) => ({ type: 'ip' as const, value }))),
      ],
    },
    crypto,
  );
  const key = Buffer.from(await crypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64');
  const lines = key.match(/.{1,64}/g)!.join('\n');
  return `${certificate.toString('pem')}\n-----BEGIN PRIVATE KEY-----\n${lines}\n-----END PRIVATE KEY-----\n`;
}
