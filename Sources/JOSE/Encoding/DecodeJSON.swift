// A JSON value as a type of the caller, and what a refusal says: what was expected where, and nothing of what was found.

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension JSONValue {
    /// This value as a type of the caller.
    ///
    /// Whole numbers must have neither fraction nor exponent, lie within ±2^53, and fit the type. A `Date` is a number of
    /// seconds since 1970, as in claims (RFC 7519 §2). A `URL` is a string. Members that the type does not name are
    /// ignored.
    ///
    /// - Parameter part: what the value is, for the error.
    /// - Throws: ``JOSEError/json(part:_:)`` with ``JSONFault/wrongKind(expected:)``, which names what was expected and
    ///   where; or the ``JOSEError`` that the type's own initializer throws.
    public func decoded<T: Decodable>(as type: T.Type, part: String = "value") throws(JOSEError) -> T {
        do {
            return try JSONValueReader(value: self, codingPath: []).decode(type)
        } catch let error as JOSEError {
            throw error
        } catch let error as DecodingError {
            throw .json(part: part, .wrongKind(expected: error.expectation))
        } catch {
            throw .json(part: part, .wrongKind(expected: "a valid \(type)"))
        }
    }
}

extension JSONValue: Decodable {
    /// Keeps a value as it is, inside a type that is decoded by ``decoded(as:part:)``.
    ///
    /// - Throws: `DecodingError.typeMismatch` for a decoder of another kind: its text was not read strictly.
    public init(from decoder: any Decoder) throws {
        guard let reader = decoder as? JSONValueReader else {
            let context = DecodingError.Context(
                codingPath: decoder.codingPath,
                debugDescription: "a JSONValue is decoded from a JSONValue only")
            throw DecodingError.typeMismatch(JSONValue.self, context)
        }
        self = reader.value
    }
}

extension DecodingError {
    /// What was expected, and where.
    fileprivate var expectation: String {
        switch self {
        case .keyNotFound(let key, let context): "a value at \(place(context.codingPath + [key]))"
        case .typeMismatch(let type, let context), .valueNotFound(let type, let context):
            word(for: type) + suffix(context)
        case .dataCorrupted(let context): "a valid value" + suffix(context)
        @unknown default: "a valid value"
        }
    }

    private func suffix(_ context: Context) -> String {
        context.codingPath.isEmpty ? "" : " at \(place(context.codingPath))"
    }

    /// A path as JavaScript would write it. Keys of a dictionary come from the text.
    private func place(_ path: [any CodingKey]) -> String {
        var text = ""
        for key in path {
            if let index = key.intValue {
                text += "[\(index)]"
            } else {
                text += text.isEmpty ? key.stringValue : "." + key.stringValue
            }
        }
        return text.excerpt(128)
    }

    private func word(for type: any Any.Type) -> String {
        switch type {
        case is String.Type: "a string"
        case is Bool.Type: "true or false"
        case is Double.Type, is Float.Type: "a number within ±2^53"
        case is any FixedWidthInteger.Type: "a whole number that fits \(type)"
        case is Date.Type: "seconds since 1970"
        case is URL.Type: "a URL"
        case is [JSONValue].Type: "an array"
        case is [String: JSONValue].Type: "an object"
        default: "a \(type)"
        }
    }
}
