// An authorization detail as a person reads it: the sentence of its type, and every member.

package import JOSE

/// What is shown. Values are the client's words: a page escapes them and lets none of them turn the line around.
package struct ShownDetail: Sendable {
    package enum Part: Sendable {
        /// The words of the API.
        case words(String)
        /// A value of the request.
        case value(String)
    }

    /// The identifier of the API that it is for.
    package let api: String
    package let sentence: [Part]
    /// The object as tokens carry it.
    package let value: JSONValue
    /// All members but `type` and `locations`, with their values.
    package let members: [(name: String, values: [String])]

    /// - Parameter type: `nil` where the API has no such type any more; its identifier stands for the sentence then.
    init(_ detail: GrantedDetail, of type: DetailType?) {
        (api, value) = (detail.api, detail.value)
        let found = ShownDetail.members(of: detail.value, below: [])
        guard let type else {
            sentence = [.words(detail.type)]
            members = found
            return
        }
        members = type.members.compactMap { member in found.first { $0.name.hasBytes(of: member.name) } }
        sentence = type.sentence.parts.flatMap { part -> [Part] in
            switch part {
            case .words(let words): return [.words(words)]
            case .member(let name):
                let values = found.first { $0.name.hasBytes(of: name) }?.values ?? []
                return values.enumerated().flatMap { index, value -> [Part] in
                    index == 0 ? [.value(value)] : [.words(", "), .value(value)]
                }
            }
        }
    }

    /// The sentence as one text.
    package var text: String {
        sentence.map { part in
            switch part {
            case .words(let text), .value(let text): text
            }
        }.joined()
    }

    /// The members of an object, those of objects in it by their names with dots between.
    private static func members(of object: JSONValue, below path: [String]) -> [(
        name: String, values: [String]
    )] {
        (object.members ?? []).flatMap { member -> [(name: String, values: [String])] in
            if path.isEmpty, ["type", "locations"].contains(where: { $0.hasBytes(of: member.name) }) {
                return []
            }
            let here = path + [member.name]
            if member.value.kind == .object { return members(of: member.value, below: here) }
            let values = member.value.elements.map { $0.map(text) } ?? [text(member.value)]
            return [(here.joined(separator: "."), values)]
        }
    }

    private static func text(_ value: JSONValue) -> String {
        value.string ?? value.bool.map { $0 ? "yes" : "no" } ?? value.text
    }
}
