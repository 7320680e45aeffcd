// Verifies the access tokens of an issuer for one API: keys by discovery, claims, and the status list, kept for its ttl.
// usage: java Verify.java ISSUER AUDIENCE     one token a line on stdin, one verdict a line on stdout
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.Inflater;

public class Verify {
    static final double LEEWAY = 30;
    static String issuer, audience, origin, path;

    /** Its message is the code. */
    static class Refusal extends RuntimeException {
        Refusal(String code) {
            super(code);
        }
    }

    static double now() {
        return System.currentTimeMillis() / 1000.0;
    }

    static final HttpClient client =
        // HTTP/1.1, because over plain http the newer one begins by asking for an upgrade, which many servers do not answer.
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(Duration.ofSeconds(5)).build();

    static String get(String url, String accept) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(url)).header("Accept", accept).timeout(Duration.ofSeconds(5));
        var answer = client.send(request.build(), BodyHandlers.ofString());
        if (answer.statusCode() != 200) throw new IOException(url + " answered " + answer.statusCode());
        return answer.body();
    }

    // ---- the issuer's keys, by kid

    static Map<String, PublicKey> keys = Map.of();
    static double keysReadAt = Double.NEGATIVE_INFINITY;

    static void readKeys() throws Exception {
        var metadata = JSON.object(get(origin + "/.well-known/oauth-authorization-server" + path, "application/json"));
        if (!issuer.equals(metadata.get("issuer"))) throw new IOException("the metadata is of another issuer");
        var set = JSON.object(get((String) metadata.get("jwks_uri"), "application/json"));
        var curve = AlgorithmParameters.getInstance("EC");
        curve.init(new ECGenParameterSpec("secp256r1"));
        var found = new HashMap<String, PublicKey>();
        for (var each : (List<?>) set.get("keys")) {
            var key = (Map<?, ?>) each;
            if (!"ES256".equals(key.get("alg")) || !"P-256".equals(key.get("crv"))) continue;
            var point = new ECPoint(
                new BigInteger(1, decode((String) key.get("x"))), new BigInteger(1, decode((String) key.get("y"))));
            var material = new ECPublicKeySpec(point, curve.getParameterSpec(ECParameterSpec.class));
            found.put((String) key.get("kid"), KeyFactory.getInstance("EC").generatePublic(material));
        }
        keys = found;
    }

    static PublicKey keyOf(Object kid) {
        var age = now() - keysReadAt;
        // A kid that is not known may be a new key: asked at most every 30 seconds, however many strange tokens come in.
        if (age >= 600 || (!keys.containsKey(kid) && age >= 30)) {
            keysReadAt = now();
            try {
                readKeys();
            } catch (Exception outage) {
                if (keys.isEmpty()) keysReadAt = Double.NEGATIVE_INFINITY;
            }
        }
        if (keys.isEmpty()) throw new Refusal("keys_unavailable");
        if (!keys.containsKey(kid)) throw new Refusal("key_unknown");
        return keys.get(kid);
    }

    // ---- signatures

    static byte[] decode(String text) {
        try {
            var bytes = Base64.getUrlDecoder().decode(text);
            if (Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(text)) return bytes;
        } catch (IllegalArgumentException notBase64) {
            // falls through
        }
        throw new Refusal("token_malformed");
    }

    static Map<String, Object> parse(String part) {
        try {
            return JSON.object(new String(decode(part), StandardCharsets.UTF_8));
        } catch (IOException notJSON) {
            throw new Refusal("token_malformed");
        }
    }

    record Read(Map<String, Object> claims, String type) {}

    /** The claims of a JWT whose signature holds, and its type. */
    static Read read(String text) throws GeneralSecurityException {
        var parts = text.split("\\.", -1);
        if (parts.length != 3) throw new Refusal("token_malformed");
        var header = parse(parts[0]);
        var bytes = decode(parts[2]);
        if (header.containsKey("crit")) throw new Refusal("token_malformed");
        // The one algorithm that is wanted, whatever the token would like.
        if (!"ES256".equals(header.get("alg"))) throw new Refusal("alg_not_allowed");
        var signature = Signature.getInstance("SHA256withECDSAinP1363Format");
        signature.initVerify(keyOf(header.get("kid")));
        signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.UTF_8));
        if (bytes.length != 64 || !signature.verify(bytes)) throw new Refusal("signature_invalid");
        var type = String.valueOf(header.get("typ")).toLowerCase(Locale.ROOT).replaceFirst("^application/", "");
        return new Read(parse(parts[1]), type);
    }

    // ---- the status list (Token Status List)

    record StatusList(int bits, byte[] bytes, double issuedAt, double askAgainAt, double until) {}

    static final Map<String, StatusList> lists = new HashMap<>();

    static StatusList readList(String uri) throws Exception {
        var document = read(get(uri, "application/statuslist+jwt"));
        var claims = document.claims();
        var until = (Double) claims.getOrDefault("exp", now() + 3_600);
        if (!document.type().equals("statuslist+jwt") || !uri.equals(claims.get("sub")) || now() >= until + LEEWAY) {
            throw new IOException("no status list, another one, or one of the past");
        }
        var inside = (Map<?, ?>) claims.get("status_list");
        var bits = (Double) inside.get("bits");
        if (!List.of(1.0, 2.0, 4.0, 8.0).contains(bits)) throw new IOException("a list of " + bits + " bits");
        // A few kilobytes can claim to be a thousand times as large.
        var inflater = new Inflater();
        inflater.setInput(decode((String) inside.get("lst")));
        var bytes = new byte[(1 << 20) + 1];
        var count = inflater.inflate(bytes);
        if (!inflater.finished() || inflater.getRemaining() > 0 || count == bytes.length) {
            throw new IOException("cut, too long, or followed by something");
        }
        inflater.end();
        var ttl = Math.min(Math.max((Double) claims.getOrDefault("ttl", 60.0), 1), 3_600);
        var issuedAt = (Double) claims.get("iat");
        return new StatusList(bits.intValue(), Arrays.copyOf(bytes, count), issuedAt, now() + ttl, until);
    }

    static StatusList listOf(String uri) {
        var known = lists.get(uri);
        if (known != null && now() < Math.min(known.askAgainAt, known.until)) return known;
        try {
            var newer = readList(uri);
            // An older list must not bring back what was taken away since.
            if (known == null || newer.issuedAt >= known.issuedAt) lists.put(uri, newer);
        } catch (Exception outage) {
            // What is known serves until it expires.
        }
        var list = lists.get(uri);
        if (list == null || now() >= list.until + LEEWAY) throw new Refusal("status_unavailable");
        return list;
    }

    static void checkStatus(Object status) {
        var outer = status instanceof Map<?, ?> map ? map : Map.of();
        var list = outer.get("status_list") instanceof Map<?, ?> map ? map : Map.of();
        // Only the issuer says what became of its tokens; nothing is asked of anybody else.
        if (!(list.get("idx") instanceof Double idx) || !(list.get("uri") instanceof String uri)
            || idx < 0 || idx > 1L << 40 || idx != idx.longValue() || !uri.startsWith(origin + "/")) {
            throw new Refusal("claim_invalid");
        }
        var found = listOf(uri);
        var place = idx.longValue() * found.bits;
        if (place / 8 >= found.bytes.length) throw new Refusal("claim_invalid");
        // Least significant bit first.
        if ((found.bytes[(int) (place / 8)] >> place % 8 & (1 << found.bits) - 1) != 0) throw new Refusal("revoked");
    }

    // ---- the token

    static Map<String, Object> check(String token) throws GeneralSecurityException {
        var read = read(token);
        var claims = read.claims();
        for (var name : List.of("iss", "aud", "exp", "iat", "sub", "client_id", "jti")) {
            if (claims.get(name) == null) throw new Refusal("claim_missing");
        }
        for (var name : List.of("exp", "iat", "nbf")) {
            if (!(claims.getOrDefault(name, 0.0) instanceof Double)) throw new Refusal("claim_invalid");
        }
        var audiences = claims.get("aud") instanceof List<?> many ? many : List.of(claims.get("aud"));
        var begin = Math.max((Double) claims.getOrDefault("nbf", 0.0), (Double) claims.get("iat"));
        if (!issuer.equals(claims.get("iss"))) throw new Refusal("issuer_mismatch");
        if (!audiences.contains(audience)) throw new Refusal("audience_mismatch");
        if (!read.type().equals("at+jwt")) throw new Refusal("type_mismatch");
        if (now() >= (Double) claims.get("exp") + LEEWAY) throw new Refusal("expired");
        if (now() + LEEWAY < begin) throw new Refusal("not_yet_valid");
        // A token that is bound to a key is nobody's who can't prove to have it (RFC 9449 §7.1); no proofs are checked here.
        if (claims.containsKey("cnf")) throw new Refusal("proof_missing");
        // Last, so that a token that is no good anyway makes nobody ask for a list.
        if (claims.containsKey("status")) checkStatus(claims.get("status"));
        return claims;
    }

    public static void main(String[] arguments) throws Exception {
        issuer = arguments[0];
        audience = arguments[1];
        var place = URI.create(issuer);
        origin = place.getScheme() + "://" + place.getRawAuthority();
        path = place.getRawPath().replaceFirst("/$", "");
        var lines = new BufferedReader(new InputStreamReader(System.in));
        for (String line; (line = lines.readLine()) != null; ) {
            try {
                System.out.println("accepted " + check(line).get("sub"));
            } catch (Refusal refusal) {
                System.out.println("refused " + refusal.getMessage());
            }
        }
    }

    /** JSON as RFC 8259 has it, which Java brings no reader for: Map, List, String, Double, Boolean or null. */
    static class JSON {
        private final String text;
        private int at = 0;
        private int depth = 0;

        private JSON(String text) {
            this.text = text;
        }

        @SuppressWarnings("unchecked")
        static Map<String, Object> object(String text) throws IOException {
            var reader = new JSON(text);
            var value = reader.value();
            reader.space();
            if (reader.at < text.length() || !(value instanceof Map)) throw new IOException("not one JSON object");
            return (Map<String, Object>) value;
        }

        private void space() {
            while (at < text.length() && " \t\n\r".indexOf(text.charAt(at)) >= 0) at++;
        }

        private boolean takes(char letter) {
            space();
            if (at >= text.length() || text.charAt(at) != letter) return false;
            at++;
            return true;
        }

        private void expect(char letter) throws IOException {
            if (!takes(letter)) throw new IOException("expected " + letter + " at " + at);
        }

        private Object value() throws IOException {
            if (depth++ > 16) throw new IOException("too deep");
            try {
                if (takes('{')) {
                    var members = new HashMap<String, Object>();
                    if (takes('}')) return members;
                    do {
                        expect('"');
                        var name = string();
                        expect(':');
                        // Two readers could take two different values of a name that stands twice.
                        if (members.containsKey(name)) throw new IOException(name + " stands twice");
                        members.put(name, value());
                    } while (takes(','));
                    expect('}');
                    return members;
                }
                if (takes('[')) {
                    var elements = new ArrayList<Object>();
                    if (takes(']')) return elements;
                    do {
                        elements.add(value());
                    } while (takes(','));
                    expect(']');
                    return elements;
                }
                return takes('"') ? string() : word();
            } finally {
                depth--;
            }
        }

        private String string() throws IOException {
            var out = new StringBuilder();
            while (at < text.length()) {
                var letter = text.charAt(at++);
                if (letter == '"') return out.toString();
                if (letter < ' ') break;
                if (letter == '\\') {
                    var escape = at < text.length() ? "\"\\/bfnrtu".indexOf(text.charAt(at++)) : -1;
                    if (escape < 0 || (escape == 8 && at + 4 > text.length())) break;
                    letter = escape == 8 ? (char) code() : "\"\\/\b\f\n\r\t".charAt(escape);
                }
                out.append(letter);
            }
            throw new IOException("a string without its end, or with what it may not hold");
        }

        private int code() throws IOException {
            var digits = text.substring(at, at + 4);
            if (!digits.matches("[0-9A-Fa-f]{4}")) throw new IOException("no escape: " + digits);
            at += 4;
            return Integer.parseInt(digits, 16);
        }

        private Object word() throws IOException {
            var start = at;
            while (at < text.length() && ",]} \t\n\r".indexOf(text.charAt(at)) < 0) at++;
            var word = text.substring(start, at);
            return switch (word) {
                case "true" -> true;
                case "false" -> false;
                case "null" -> null;
                default -> {
                    if (!word.matches("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?")) {
                        throw new IOException("no value: " + word);
                    }
                    yield Double.valueOf(word);
                }
            };
        }
    }
}
