// Argon2id (RFC 9106) through libargon2: the one call that makes a hash of a password.

private import CArgon2

/// Cost parameters of Argon2id.
struct Argon2Parameters: Hashable, Sendable {
    /// Memory in KiB.
    let memory: Int
    /// Passes over the memory.
    let passes: Int
    let lanes: Int

    /// What new hashes are made with: 19 MiB, two passes, one lane (OWASP Password Storage Cheat Sheet).
    static let current = Argon2Parameters(memory: 19_456, passes: 2, lanes: 1)

    /// What a stored hash may ask for: a tampered row must not make the server take gigabytes.
    var isBounded: Bool {
        (8...262_144).contains(memory) && (1...16).contains(passes) && (1...8).contains(lanes)
            && memory >= 8 * lanes
    }
}

enum Argon2id {
    /// Fixes, once, the size from which an allocation is a mapping of its own that goes back to the system
    /// when freed.
    ///
    /// glibc raises that size with each large block that is freed, up to 32 MiB: after a few logins the 19
    /// MiB of every hash would come from the heap and stay there, twice where two hash at once.
    private static let isMemoryReturned: Bool = {
        #if os(Linux)
            mallopt(M_MMAP_THRESHOLD, 1 << 20) == 1
        #else
            true
        #endif
    }()

    /// Hashes a password. Blocks for the time that the parameters cost: never call it on the cooperative
    /// pool.
    static func hash(
        _ password: [UInt8],
        salt: [UInt8],
        parameters: Argon2Parameters,
        length: Int
    ) throws -> [UInt8] {
        _ = isMemoryReturned
        var output = [UInt8](repeating: 0, count: length)
        let code = argon2id_hash_raw(
            UInt32(parameters.passes),
            UInt32(parameters.memory),
            UInt32(parameters.lanes),
            password,
            password.count,
            salt,
            salt.count,
            &output,
            output.count
        )
        guard code == ARGON2_OK.rawValue else { throw Argon2Fault(code: Int(code)) }
        return output
    }
}

/// libargon2 could not hash, in practice because memory is wanting.
struct Argon2Fault: Error, CustomStringConvertible {
    let code: Int

    var description: String {
        "the password could not be hashed (libargon2 code \(code)); is there memory left?"
    }
}
