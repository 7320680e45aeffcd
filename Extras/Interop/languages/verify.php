<?php
// Verifies the access tokens of an issuer for one API: keys by discovery, claims, and the status list, kept for its ttl.
// usage: php verify.php ISSUER AUDIENCE     one token a line on stdin, one verdict a line on stdout
// needs: the extensions openssl and zlib
declare(strict_types=1);

const LEEWAY = 30;
[, $issuer, $audience] = $argv;
$place = parse_url($issuer);
$origin = "{$place['scheme']}://{$place['host']}" . (isset($place['port']) ? ":{$place['port']}" : '');
$path = rtrim($place['path'] ?? '', '/');

/** Its message is the code. */
class Refusal extends Exception {}

// A warning is a failure.
set_error_handler(fn (int $_, string $what) => throw new ErrorException($what));

function get(string $url, string $accept): string
{
    $context = stream_context_create(['http' => [
        'header' => "Accept: $accept", 'follow_location' => 0, 'timeout' => 5, 'ignore_errors' => true,
    ]]);
    $stream = fopen($url, 'r', false, $context);
    $body = stream_get_contents($stream, 2 * 1024 * 1024);
    $status = explode(' ', stream_get_meta_data($stream)['wrapper_data'][0])[1];
    return $status === '200' ? $body : throw new RuntimeException("$url answered $status");
}

// ---- the issuer's keys, by kid

$keys = [];
$keysReadAt = 0;

function readKeys(): array
{
    global $issuer, $origin, $path;
    $metadata = json_decode(
        get("$origin/.well-known/oauth-authorization-server$path", 'application/json'), true, 16, JSON_THROW_ON_ERROR);
    if ($metadata['issuer'] !== $issuer) {
        throw new RuntimeException('the metadata is of another issuer');
    }
    $set = json_decode(get($metadata['jwks_uri'], 'application/json'), true, 16, JSON_THROW_ON_ERROR);
    $found = [];
    foreach ($set['keys'] as $key) {
        if (($key['alg'] ?? '') !== 'ES256' || $key['crv'] !== 'P-256') {
            continue;
        }
        // What stands before the point in every public key of P-256 (RFC 5480).
        $der = hex2bin('3059301306072a8648ce3d020106082a8648ce3d03010703420004') . decode($key['x']) . decode($key['y']);
        $pem = "-----BEGIN PUBLIC KEY-----\n" . chunk_split(base64_encode($der), 64, "\n") . "-----END PUBLIC KEY-----\n";
        $found["kid {$key['kid']}"] = openssl_pkey_get_public($pem) ?: throw new RuntimeException('no point of the curve');
    }
    return $found;
}

function keyOf(mixed $kid): OpenSSLAsymmetricKey
{
    global $keys, $keysReadAt;
    $name = is_string($kid) ? "kid $kid" : '';
    $age = time() - $keysReadAt;
    // A kid that is not known may be a new key: asked at most every 30 seconds, however many strange tokens come in.
    if ($age >= 600 || (!isset($keys[$name]) && $age >= 30)) {
        $keysReadAt = time();
        try {
            $keys = readKeys();
        } catch (Exception) {
            $keysReadAt = $keys ? $keysReadAt : 0;
        }
    }
    if (!$keys) {
        throw new Refusal('keys_unavailable');
    }
    return $keys[$name] ?? throw new Refusal('key_unknown');
}

// ---- signatures

function decode(string $text): string
{
    $bytes = base64_decode(strtr($text, '-_', '+/'), true);
    if ($bytes === false || rtrim(strtr(base64_encode($bytes), '+/', '-_'), '=') !== $text) {
        throw new Refusal('token_malformed');
    }
    return $bytes;
}

function parse(string $part): array
{
    $json = decode($part);
    $value = json_decode($json, true, 16);
    return is_array($value) && $json[0] === '{' ? $value : throw new Refusal('token_malformed');
}

/** The two numbers of a signature as OpenSSL wants them: a DER sequence. */
function der(string $signature): string
{
    $numbers = '';
    foreach (str_split($signature, 32) as $number) {
        $number = ltrim($number, "\0");
        $number = ($number === '' || ord($number[0]) > 0x7f ? "\0" : '') . $number;
        $numbers .= "\x02" . chr(strlen($number)) . $number;
    }
    return "\x30" . chr(strlen($numbers)) . $numbers;
}

/** The claims of a JWT whose signature holds, and its type. */
function read(string $text): array
{
    $parts = explode('.', $text);
    if (count($parts) !== 3) {
        throw new Refusal('token_malformed');
    }
    $header = parse($parts[0]);
    $signature = decode($parts[2]);
    if (array_key_exists('crit', $header)) {
        throw new Refusal('token_malformed');
    }
    // The one algorithm that is wanted, whatever the token would like.
    if (($header['alg'] ?? null) !== 'ES256') {
        throw new Refusal('alg_not_allowed');
    }
    $key = keyOf($header['kid'] ?? null);
    if (strlen($signature) !== 64
        || openssl_verify("$parts[0].$parts[1]", der($signature), $key, OPENSSL_ALGO_SHA256) !== 1) {
        throw new Refusal('signature_invalid');
    }
    $type = is_string($header['typ'] ?? null) ? strtolower($header['typ']) : '';
    return [parse($parts[1]), preg_replace('#^application/#', '', $type)];
}

// ---- the status list (Token Status List)

$lists = [];

function readList(string $uri): array
{
    [$claims, $type] = read(get($uri, 'application/statuslist+jwt'));
    $until = $claims['exp'] ?? time() + 3_600;
    if ($type !== 'statuslist+jwt' || $claims['sub'] !== $uri || time() >= $until + LEEWAY) {
        throw new RuntimeException('no status list, another one, or one of the past');
    }
    $bits = $claims['status_list']['bits'];
    if (!in_array($bits, [1, 2, 4, 8], true)) {
        throw new RuntimeException("a list of $bits bits");
    }
    $packed = decode($claims['status_list']['lst']);
    // A few kilobytes can claim to be a thousand times as large. What stands behind the list is a fault as well.
    $inflater = inflate_init(ZLIB_ENCODING_DEFLATE);
    $bytes = '';
    foreach (str_split($packed, 512) as $piece) {
        $bytes .= inflate_add($inflater, $piece);
        if (strlen($bytes) > 1 << 20) {
            throw new RuntimeException('too long');
        }
    }
    if (inflate_get_status($inflater) !== ZLIB_STREAM_END || inflate_get_read_len($inflater) !== strlen($packed)) {
        throw new RuntimeException('cut, or followed by something');
    }
    $ttl = min(max($claims['ttl'] ?? 60, 1), 3_600);
    return ['bits' => $bits, 'bytes' => $bytes, 'iat' => $claims['iat'], 'askAgainAt' => time() + $ttl, 'until' => $until];
}

function listOf(string $uri): array
{
    global $lists;
    $known = $lists[$uri] ?? null;
    if ($known && time() < min($known['askAgainAt'], $known['until'])) {
        return $known;
    }
    try {
        $newer = readList($uri);
        // An older list must not bring back what was taken away since.
        if (!$known || $newer['iat'] >= $known['iat']) {
            $lists[$uri] = $newer;
        }
    } catch (Exception) {
        // What is known serves until it expires.
    }
    $list = $lists[$uri] ?? throw new Refusal('status_unavailable');
    return time() < $list['until'] + LEEWAY ? $list : throw new Refusal('status_unavailable');
}

function checkStatus(mixed $status): void
{
    global $origin;
    $idx = $status['status_list']['idx'] ?? null;
    $uri = $status['status_list']['uri'] ?? null;
    // Only the issuer says what became of its tokens; nothing is asked of anybody else.
    if (!is_int($idx) || $idx < 0 || $idx > 1 << 40 || !is_string($uri) || !str_starts_with($uri, "$origin/")) {
        throw new Refusal('claim_invalid');
    }
    ['bits' => $bits, 'bytes' => $bytes] = listOf($uri);
    $place = $idx * $bits;
    if ($place >= 8 * strlen($bytes)) {
        throw new Refusal('claim_invalid');
    }
    // Least significant bit first.
    if (ord($bytes[$place >> 3]) >> $place % 8 & (1 << $bits) - 1) {
        throw new Refusal('revoked');
    }
}

// ---- the token

function check(string $token): array
{
    global $issuer, $audience;
    [$claims, $type] = read($token);
    foreach (['iss', 'aud', 'exp', 'iat', 'sub', 'client_id', 'jti'] as $name) {
        if (!isset($claims[$name])) {
            throw new Refusal('claim_missing');
        }
    }
    foreach (['exp', 'iat', 'nbf'] as $name) {
        if (array_key_exists($name, $claims) && !is_int($claims[$name]) && !is_float($claims[$name])) {
            throw new Refusal('claim_invalid');
        }
    }
    $code = match (true) {
        $claims['iss'] !== $issuer => 'issuer_mismatch',
        !in_array($audience, (array) $claims['aud'], true) => 'audience_mismatch',
        $type !== 'at+jwt' => 'type_mismatch',
        time() >= $claims['exp'] + LEEWAY => 'expired',
        time() + LEEWAY < max($claims['nbf'] ?? 0, $claims['iat']) => 'not_yet_valid',
        default => null,
    };
    if ($code !== null) {
        throw new Refusal($code);
    }
    // A token that is bound to a key is nobody's who can't prove to have it (RFC 9449 §7.1); proofs are not checked here.
    if (array_key_exists('cnf', $claims)) {
        throw new Refusal('proof_missing');
    }
    // Last, so that a token that is no good anyway makes nobody ask for a list.
    if (array_key_exists('status', $claims)) {
        checkStatus($claims['status']);
    }
    return $claims;
}

while (($line = fgets(STDIN)) !== false) {
    try {
        $claims = check(trim($line));
        echo "accepted {$claims['sub']}\n";
    } catch (Refusal $refusal) {
        echo 'refused ', $refusal->getMessage(), "\n";
    }
}
