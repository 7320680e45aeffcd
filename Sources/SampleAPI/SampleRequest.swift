// What the sample API takes: a JSON object with one text.

internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdTokens
internal import JOSE
internal import NIOCore

enum SampleRequest {
    private static let maximumLength = 16_384

    /// The `text` of a new entry.
    static func text(of request: Request) async throws -> String {
        let body: ByteBuffer
        do {
            body = try await request.body.collect(upTo: maximumLength)
        } catch is NIOTooManyBytesError {
            throw Problem(
                .contentTooLarge,
                code: "payload_too_large",
                detail: "the body is longer than \(maximumLength) bytes"
            )
        }
        let members: [(name: String, value: JSONValue)]
        do {
            members = try JSONDocument.object(parsing: Array(body.readableBytesView)).members ?? []
        } catch {
            throw invalid("the body must be {\"text\": \"…\"}: \(error.sentence)")
        }
        if let other = members.first(where: { !$0.name.utf8.elementsEqual("text".utf8) }) {
            throw invalid(
                "the body has an unknown member \(String(other.name.prefix(64))); only text is known")
        }
        guard let text = members.first?.value.string, (1...1_000).contains(text.utf8.count) else {
            throw invalid("text must be a string of 1 to 1000 bytes")
        }
        return text
    }

    private static func invalid(_ detail: String) -> Problem {
        Problem(.badRequest, code: "invalid_request", detail: detail)
    }
}
