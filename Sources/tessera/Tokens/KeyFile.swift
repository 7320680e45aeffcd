// Keys for the offline commands: JSON Web Keys, sets of them, and PEM, from a file or stdin.

internal import JOSE

/// What a file of keys holds.
enum KeyFile {
    case one(JWK)
    /// The members of a set, not yet read as keys: some may be unusable.
    case set([JSONValue])

    /// Reads a file, or stdin for `-`.
    static func read(_ path: String) throws -> KeyFile {
        let text = try Secrets.read(path)
        do {
            if text.trimmedOfSpace.utf8.starts(with: "-----".utf8) { return .one(try JWK(pem: text)) }
            let bytes = Array(text.utf8)
            if let members = try JSONDocument.object(parsing: bytes)["keys"]?.elements {
                return .set(members)
            }
            return .one(try JWK(parsing: bytes))
        } catch let fault as JSONFault {
            throw Failure(
                .signature, "\(path) holds neither a JSON Web Key, a key set nor PEM: \(fault.sentence)")
        } catch let error as JOSEError {
            throw failure(path, error)
        }
    }

    /// Reads a file with exactly one key.
    static func key(_ path: String) throws -> JWK {
        switch try read(path) {
        case .one(let key): return key
        case .set(let members):
            guard members.count == 1, let only = members.first else {
                throw Failure(.usage, "\(path) is a set of \(members.count) keys; one key is needed")
            }
            do {
                return try JWK(parsing: Array(only.text.utf8))
            } catch {
                throw failure(path, error)
            }
        }
    }

    /// Reads a file with one key that holds a secret, and says so when others can read it.
    static func secret(_ path: String) throws -> JWK {
        let key = try key(path)
        guard key.isPrivate else { throw failure(path, .key(.notPrivate)) }
        PrivateFile.warnIfOpen(path)
        return key
    }

    /// A fault of a key, with the file that it is in.
    static func failure(_ path: String, _ error: JOSEError) -> Failure {
        Failure(.signature, "\(path): \(error.sentence)")
    }

    /// The signature algorithm of a name.
    static func algorithm(_ name: String) throws -> SignatureAlgorithm {
        guard let algorithm = SignatureAlgorithm(name: name) else {
            let known = SignatureAlgorithm.allCases.map(\.name).joined(separator: " ")
            throw Failure(.usage, "\(name) is no signature algorithm; expected one of \(known)")
        }
        return algorithm
    }
}
