// The text of a refresh token: which authorization, which generation, and the code that nobody else can make.

internal import JOSE

/// A refresh token, made of its family and its generation alone: who comes twice with the same one is given the same
/// successor, and of the successor nothing is kept but a digest.
struct RefreshTokenText: Sendable {
    /// `aut_…`
    let authorization: String
    let generation: Int
    /// The token itself: the secret.
    let text: String

    /// What every one begins with, so that people and scanners know it.
    static let prefix = "tessera_rt_"

    /// 12 bytes of identifier, 4 of generation, 32 of code.
    private static let length = 48

    /// The token of a generation.
    init(authorization: String, generation: Int, key: DerivedKey) throws(JOSEError) {
        self.authorization = authorization
        self.generation = generation
        let name = try Base64URL.decode(AuthorizationName.bare(authorization))
        let head =
            name + withUnsafeBytes(of: UInt32(truncatingIfNeeded: generation).bigEndian, Array.init)
        text =
            RefreshTokenText.prefix + Base64URL.encode(head + key.code(of: "\(authorization) \(generation)"))
    }

    /// Recognises a token that this authority made; `nil` for any other text.
    init?(_ text: String, key: DerivedKey) {
        guard text.utf8.starts(with: RefreshTokenText.prefix.utf8) else { return nil }
        do {
            let bytes = try Base64URL.decode(
                String(decoding: text.utf8.dropFirst(RefreshTokenText.prefix.utf8.count), as: UTF8.self))
            guard bytes.count == RefreshTokenText.length else { return nil }
            let made = try RefreshTokenText(
                authorization: AuthorizationName.of(Array(bytes[..<12])),
                generation: bytes[12..<16].reduce(0) { $0 << 8 | Int($1) },
                key: key
            )
            guard ConstantTime.equal(made.text.utf8, text.utf8) else { return nil }
            self = made
        } catch {
            return nil
        }
    }
}
