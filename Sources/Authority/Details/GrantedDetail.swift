// An authorization detail that a person approved, and what it takes for another to be the same (RFC 9396 §6.1).

package import JOSE
internal import OAuth

/// A detail in canonical form, and the API that it is for.
package struct GrantedDetail: Sendable {
    /// The identifier of the API.
    package let api: String
    /// The object as tokens and answers carry it.
    package let value: JSONValue

    /// The identifier of its type.
    var type: String { value["type"]?.string ?? "" }

    /// Whether the other is the same: for the same API, and the same bytes in canonical form, whether `locations` names that
    /// API or is left out. What a smaller amount or a part of a list would be, only the API could say.
    func isSame(as other: GrantedDetail) -> Bool {
        api.hasBytes(of: other.api) && says(other.value)
    }

    /// Whether an object says the same, wherever it is for.
    func says(_ object: JSONValue) -> Bool {
        let left = ["locations"]
        return DetailText.canonical(value, without: left) == DetailText.canonical(object, without: left)
    }

    /// An object in canonical form.
    static func canonical(_ value: JSONValue) throws(OAuthRefusal) -> JSONValue {
        do {
            return try JSONDocument.object(parsing: DetailText.canonical(value))
        } catch {
            throw OAuthRefusal(
                .invalidAuthorizationDetails, "authorization_details can't be kept: \(error.sentence)")
        }
    }
}
