// Declaring the types of authorization details of an API: added, changed, and taken away.

internal import JOSE
internal import OAuth
package import Records
internal import SQL

extension APIs {
    /// Adds a type after those that the API has, or replaces the one of the same identifier.
    ///
    /// - Throws: ``OAuthRefusal`` `invalid_target`, or `invalid_request` for one too many.
    package func addDetailType(_ type: DetailType, to identifier: String) async throws -> API {
        try await changeDetailTypes(of: identifier) { types in
            DetailType.joined(types, with: [type])
        }
    }

    /// Takes a type away. Tokens that carry details of it live to their end; those that are made after carry none.
    ///
    /// - Throws: ``OAuthRefusal`` `invalid_target`, or `not_found` for a type that the API doesn't have.
    package func removeDetailType(_ type: String, from identifier: String) async throws -> API {
        try await changeDetailTypes(of: identifier) { types in
            guard types.contains(where: { $0.has(type) }) else {
                throw OAuthRefusal(
                    .notFound,
                    "\(identifier) has no type \(PlainText.of(type)) of authorization details; it has: "
                        + types.map(\.type).joined(separator: " "))
            }
            return types.filter { !$0.has(type) }
        }
    }

    private func changeDetailTypes(
        of identifier: String,
        _ change: @escaping @Sendable ([DetailType]) throws -> [DetailType]
    ) async throws -> API {
        try await database.write { db in
            let found = try APIs.find(identifier, with: [], in: db)
            let wanted = found.with(detailTypes: try DetailType.text(change(DetailType.list(of: found))))
            _ = try API.update(wanted, in: db)
            return wanted
        }
    }

    /// The identifiers of the types of all APIs, each once.
    package func detailTypes(at now: Int) async throws -> [String] {
        guard let directory else {
            return try await database.read { try DetailType.identifiers(of: API.all(in: $0)) }
        }
        return try await directory.look(at: now) { try $0.detailTypes() }
    }
}

extension DirectoryLook {
    /// The identifiers of the types of authorization details of all APIs.
    fileprivate func detailTypes() throws -> [String] {
        try answer(.detailTypes) { try DetailType.identifiers(of: API.all(in: $0)) } ?? []
    }
}

extension DetailType {
    /// Types with others: one of the same identifier takes the place of the other.
    static func joined(_ types: [DetailType], with others: [DetailType]) -> [DetailType] {
        types.map { type in others.first { $0.has(type.type) } ?? type }
            + others.filter { other in !types.contains { $0.has(other.type) } }
    }

    fileprivate static func identifiers(of apis: [API]) throws(OAuthRefusal) -> [String] {
        var identifiers: [String] = []
        for api in apis {
            for type in try list(of: api) where !identifiers.contains(where: { $0.hasBytes(of: type.type) }) {
                identifiers.append(type.type)
            }
        }
        return identifiers
    }
}
