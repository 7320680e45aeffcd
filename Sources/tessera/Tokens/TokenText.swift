// A token that is read to be shown, and for nothing else: also one that this program would refuse.

internal import JOSE

/// What a token says. Nothing of it is checked but that it can be read.
struct TokenText {
    /// The header's parameters.
    let header: JSONValue
    /// The claims; `nil` for an encrypted token, and for a signed one whose content is not a JSON object.
    let claims: JSONValue?
    /// Bytes of the content of a signed token.
    let contentLength: Int
    /// Whether it has the five parts of a JWE.
    let isEncrypted: Bool
    /// Whether its signature part is empty.
    let hasSignature: Bool

    private static let limit = 262_144

    /// Reads a token of three or five parts whose header is a JSON object; the algorithm may be any.
    ///
    /// - Throws: ``TokenRejection/malformed(_:)``.
    init(parsing text: String) throws(TokenRejection) {
        do {
            guard text.utf8.count <= TokenText.limit else { throw JOSEError.tooLong(limit: TokenText.limit) }
            let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
                .map { String(decoding: $0, as: UTF8.self) }
            guard parts.count == 3 || parts.count == 5 else { throw JOSEError.parts(parts.count) }
            header = try TokenText.object(
                Base64URL.decode(parts[0], part: "header"), "header", length: 16_384)
            isEncrypted = parts.count == 5
            hasSignature = !(parts.last ?? "").isEmpty
            guard !isEncrypted else {
                claims = nil
                contentLength = 0
                return
            }
            let content = try Base64URL.decode(parts[1], part: "payload")
            contentLength = content.count
            claims = TokenText.claims(content)
        } catch let error as JOSEError {
            throw .malformed(error)
        } catch {
            throw .malformed(.parts(0))
        }
    }

    private static func claims(_ content: [UInt8]) -> JSONValue? {
        do {
            return try object(content, "payload", length: 65_536)
        } catch {
            return nil  // Any bytes can be signed; these are shown by their length.
        }
    }

    private static func object(_ bytes: [UInt8], _ part: String, length: Int) throws(JOSEError) -> JSONValue {
        do {
            return try JSONDocument.object(parsing: bytes, limits: JSONLimits(length: length, depth: 16))
        } catch {
            throw .json(part: part, error)
        }
    }
}
