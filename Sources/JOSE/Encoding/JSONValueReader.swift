// Swift's Decodable over a JSON value that was read strictly: no second parser, and no looser one.

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Gives a JSON value to a `Decodable` type. It goes no deeper than the text, whose nesting its reader bounded.
struct JSONValueReader: Decoder, SingleValueDecodingContainer {
    let value: JSONValue
    let codingPath: [any CodingKey]
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        guard value.kind == .object else { throw mismatch([String: JSONValue].self) }
        return KeyedDecodingContainer(JSONObjectReader<Key>(value, at: codingPath))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        guard let elements = value.elements else { throw mismatch([JSONValue].self) }
        return JSONArrayReader(elements, at: codingPath)
    }

    func singleValueContainer() -> any SingleValueDecodingContainer { self }

    func decodeNil() -> Bool { value.isNull }

    func decode<T: Decodable>(_ type: T.Type) throws -> T {
        let found: Any?
        switch type {
        case is String.Type: found = value.string
        case is Bool.Type: found = value.bool
        case is Double.Type: found = value.number
        case is Float.Type: found = value.number.map { Float($0) }
        case let integer as any FixedWidthInteger.Type: found = whole(integer)
        case is Date.Type: found = date
        case is URL.Type: found = value.string.flatMap { URL(string: $0) }
        case is JSONValue.Type: found = value
        default: return try T(from: self)
        }
        guard let found = found as? T else { throw mismatch(type) }
        return found
    }

    /// A number without fraction and exponent that the type holds.
    private func whole<T: FixedWidthInteger>(_ type: T.Type) -> T? {
        value.integer.flatMap { T(exactly: $0) }
    }

    /// A NumericDate (RFC 7519 §2); negative ones are refused, as in the registered claims.
    private var date: Date? {
        guard let seconds = value.number, !value.isNegative else { return nil }
        return Date(timeIntervalSince1970: seconds)
    }

    private func mismatch(_ type: any Any.Type) -> DecodingError {
        let context = DecodingError.Context(codingPath: codingPath, debugDescription: "another kind of value")
        return value.isNull ? .valueNotFound(type, context) : .typeMismatch(type, context)
    }
}

/// The members of an object.
private struct JSONObjectReader<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let codingPath: [any CodingKey]
    private let object: JSONValue
    /// The members by their names' bytes; empty where there are so few that looking through them is quicker.
    private let table: [[UInt8]: JSONValue]

    init(_ object: JSONValue, at path: [any CodingKey]) {
        self.object = object
        codingPath = path
        let members = object.memberCount > 24 ? object.members ?? [] : []
        table = Dictionary(members.map { (Array($0.name.utf8), $0.value) }) { first, _ in first }
    }

    var allKeys: [Key] { (object.members ?? []).compactMap { Key(stringValue: $0.name) } }

    func contains(_ key: Key) -> Bool { member(key) != nil }

    func decodeNil(forKey key: Key) throws -> Bool { try reader(key).decodeNil() }

    func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T { try reader(key).decode(type) }

    func nestedContainer<Nested>(
        keyedBy type: Nested.Type,
        forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> {
        try reader(key).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        try reader(key).unkeyedContainer()
    }

    func superDecoder() throws -> any Decoder { try reader(PlaceKey(stringValue: "super")) }

    func superDecoder(forKey key: Key) throws -> any Decoder { try reader(key) }

    private func member(_ key: any CodingKey) -> JSONValue? {
        table.isEmpty ? object[key.stringValue] : table[Array(key.stringValue.utf8)]
    }

    private func reader(_ key: any CodingKey) throws -> JSONValueReader {
        guard let value = member(key) else {
            throw DecodingError.keyNotFound(
                key, DecodingError.Context(codingPath: codingPath, debugDescription: "no such member"))
        }
        return JSONValueReader(value: value, codingPath: codingPath + [key])
    }
}

/// The elements of an array, one after the other.
private struct JSONArrayReader: UnkeyedDecodingContainer {
    let codingPath: [any CodingKey]
    private let elements: [JSONValue]
    private(set) var currentIndex = 0

    init(_ elements: [JSONValue], at path: [any CodingKey]) {
        self.elements = elements
        codingPath = path
    }

    var count: Int? { elements.count }
    var isAtEnd: Bool { currentIndex == elements.count }

    mutating func decodeNil() throws -> Bool {
        guard try next(JSONValue.self).decodeNil() else { return false }
        currentIndex += 1
        return true
    }

    mutating func decode<T: Decodable>(_ type: T.Type) throws -> T {
        let value = try next(type).decode(type)
        currentIndex += 1
        return value
    }

    mutating func nestedContainer<Nested>(
        keyedBy type: Nested.Type
    ) throws -> KeyedDecodingContainer<Nested> {
        let container = try next([String: JSONValue].self).container(keyedBy: type)
        currentIndex += 1
        return container
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
        let container = try next([JSONValue].self).unkeyedContainer()
        currentIndex += 1
        return container
    }

    mutating func superDecoder() throws -> any Decoder {
        let reader = try next(JSONValue.self)
        currentIndex += 1
        return reader
    }

    private func next(_ type: any Any.Type) throws -> JSONValueReader {
        let path = codingPath + [PlaceKey(intValue: currentIndex)]
        guard !isAtEnd else {
            throw DecodingError.valueNotFound(
                type,
                DecodingError.Context(codingPath: path, debugDescription: "the array has no more elements"))
        }
        return JSONValueReader(value: elements[currentIndex], codingPath: path)
    }
}

/// A place that no type of the caller names: an element of an array, or the member of a superclass.
private struct PlaceKey: CodingKey {
    let stringValue: String
    let intValue: Int?

    init(stringValue: String) {
        self.stringValue = stringValue
        intValue = nil
    }

    init(intValue: Int) {
        stringValue = String(intValue)
        self.intValue = intValue
    }
}
