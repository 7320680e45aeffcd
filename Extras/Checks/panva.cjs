// panva's jose of Debian's node-jose: one JSON request a line on stdin, one JSON answer a line on stdout.
'use strict'

const jose = require('jose')
const readline = require('node:readline')

// What every peer allows; the library's own default is lower.
const iterations = 8192
const bytes = (text) => jose.base64url.decode(text ?? '')

const written = (token) => (typeof token === 'string' ? token : JSON.stringify(token))

const operations = {
    async generate({ alg, enc, crv }) {
        if (alg.startsWith('PBES2')) {
            return { private: { kty: 'oct', k: jose.base64url.encode(require('node:crypto').randomBytes(24)) } }
        }
        const isSecret = alg === 'dir' || alg.startsWith('HS') || /^A\d/.test(alg)
        const options = { extractable: true, crv }
        const made = isSecret
            ? await jose.generateSecret(alg === 'dir' ? enc : alg, options)
            : (await jose.generateKeyPair(alg, options)).privateKey
        return { private: await jose.exportJWK(made) }
    },
    async sign({ alg, key, payload, json }) {
        const loaded = await jose.importJWK(key, alg)
        const jws = new (json ? jose.FlattenedSign : jose.CompactSign)(bytes(payload))
        return { token: written(await jws.setProtectedHeader({ alg }).sign(loaded)) }
    },
    async verify({ alg, key, token, json }) {
        const loaded = await jose.importJWK(key, alg)
        const options = { algorithms: [alg] }
        const { payload } = json
            ? await jose.flattenedVerify(JSON.parse(token), loaded, options)
            : await jose.compactVerify(token, loaded, options)
        return { payload: jose.base64url.encode(payload) }
    },
    async encrypt({ alg, enc, key, payload, json }) {
        const loaded = await jose.importJWK(key, alg)
        const jwe = new (json ? jose.FlattenedEncrypt : jose.CompactEncrypt)(bytes(payload))
        if (alg.startsWith('PBES2')) jwe.setKeyManagementParameters({ p2c: iterations })
        return { token: written(await jwe.setProtectedHeader({ alg, enc }).encrypt(loaded)) }
    },
    async decrypt({ alg, enc, key, token, json }) {
        const loaded = await jose.importJWK(key, alg)
        const options = { keyManagementAlgorithms: [alg], contentEncryptionAlgorithms: [enc] }
        const { plaintext } = json
            ? await jose.flattenedDecrypt(JSON.parse(token), loaded, options)
            : await jose.compactDecrypt(token, loaded, options)
        return { payload: jose.base64url.encode(plaintext) }
    },
}

async function answer(line) {
    try {
        const request = JSON.parse(line)
        return await operations[request.op](request)
    } catch (error) {
        const kind = error instanceof jose.errors.JOSENotSupported ? 'unsupported' : error.name
        return { error: `${kind}: ${error.message}` }
    }
}

async function main() {
    for await (const line of readline.createInterface({ input: process.stdin })) {
        process.stdout.write(JSON.stringify(await answer(line)) + '\n')
    }
}

main()
