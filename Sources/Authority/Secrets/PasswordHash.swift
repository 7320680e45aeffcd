// A password hash as it is stored: a PHC string with its parameters in it.

internal import JOSE

/// `$argon2id$v=19$m=19456,t=2,p=1$salt$hash`, in unpadded standard base64 (PHC string format).
struct PasswordHash: Hashable, Sendable {
    let parameters: Argon2Parameters
    let salt: [UInt8]
    let digest: [UInt8]

    /// Hashes a password with a fresh salt and today's parameters. Blocking.
    static func make(_ password: [UInt8]) throws -> PasswordHash {
        let salt = RandomSecret.bytes(16)
        let digest = try Argon2id.hash(password, salt: salt, parameters: .current, length: 32)
        return PasswordHash(parameters: .current, salt: salt, digest: digest)
    }

    /// Whether it is the hash of that password. Blocking, and always the whole work.
    func matches(_ password: [UInt8]) throws -> Bool {
        let found = try Argon2id.hash(password, salt: salt, parameters: parameters, length: digest.count)
        return ConstantTime.equal(found, digest)
    }

    /// A hash that no password has, to spend the same time on an account that does not exist.
    static let decoy = PasswordHash(
        parameters: .current,
        salt: RandomSecret.bytes(16),
        digest: RandomSecret.bytes(32)
    )

    var needsRehash: Bool { parameters != .current }

    var text: String {
        let costs = "m=\(parameters.memory),t=\(parameters.passes),p=\(parameters.lanes)"
        return "$argon2id$v=19$\(costs)$\(PasswordHash.base64(salt))$\(PasswordHash.base64(digest))"
    }

    init(parameters: Argon2Parameters, salt: [UInt8], digest: [UInt8]) {
        self.parameters = parameters
        self.salt = salt
        self.digest = digest
    }

    /// Reads a stored hash.
    ///
    /// - Throws: ``PasswordHashFault`` for another scheme, or parameters out of bounds.
    init(parsing text: String) throws(PasswordHashFault) {
        let parts = text.utf8.split(separator: UInt8(ascii: "$"), omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
        guard parts.count == 6, parts[0].isEmpty, parts[1] == "argon2id", parts[2] == "v=19" else {
            throw .scheme
        }
        let costs = parts[3].split(separator: ",", omittingEmptySubsequences: false)
        guard costs.count == 3, let memory = PasswordHash.cost("m=", costs[0]),
            let passes = PasswordHash.cost("t=", costs[1]), let lanes = PasswordHash.cost("p=", costs[2])
        else { throw .parameters }
        parameters = Argon2Parameters(memory: memory, passes: passes, lanes: lanes)
        guard parameters.isBounded else { throw .parameters }
        salt = try PasswordHash.bytes(parts[4])
        digest = try PasswordHash.bytes(parts[5])
        guard (8...64).contains(salt.count), (16...64).contains(digest.count) else { throw .parameters }
    }

    private static func cost(_ name: String, _ text: Substring) -> Int? {
        text.hasPrefix(name) ? Int(text.dropFirst(name.count)) : nil
    }

    private static func base64(_ bytes: [UInt8]) -> String {
        let swapped = Base64URL.encode(bytes).utf8.map { byte in
            byte == UInt8(ascii: "-")
                ? UInt8(ascii: "+") : byte == UInt8(ascii: "_") ? UInt8(ascii: "/") : byte
        }
        return String(decoding: swapped, as: UTF8.self)
    }

    private static func bytes(_ text: String) throws(PasswordHashFault) -> [UInt8] {
        let swapped = text.utf8.map { byte in
            byte == UInt8(ascii: "+")
                ? UInt8(ascii: "-") : byte == UInt8(ascii: "/") ? UInt8(ascii: "_") : byte
        }
        do {
            return try Base64URL.decode(String(decoding: swapped, as: UTF8.self))
        } catch {
            throw .parameters
        }
    }
}

/// Why a stored hash can't be used. It never holds the hash.
enum PasswordHashFault: Error, Hashable, Sendable, CustomStringConvertible {
    case scheme, parameters

    var description: String {
        switch self {
        case .scheme: "a stored password hash is not Argon2id version 19"
        case .parameters: "a stored password hash has parameters out of bounds"
        }
    }
}
