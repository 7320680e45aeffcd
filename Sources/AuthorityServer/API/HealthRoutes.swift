// Whether the process lives, and whether it can do its work.

internal import Authority
internal import HTTPTypes
internal import Hummingbird
internal import Logging

struct HealthRoutes: Sendable {
    let authority: Authority

    /// `GET /healthz`: the process answers; nothing else is asked.
    func alive() -> Response { Answer.text(.ok, "ok\n") }

    /// `GET /readyz`: the database can be written. Why not is for the log, not for strangers.
    func ready(_ context: some ServerContext) async -> Response {
        do {
            try await authority.checkReadiness()
            return Answer.text(.ok, "ready\n")
        } catch {
            context.logger.error("not ready", metadata: ["error": "\(error)"])
            var answer = Answer.text(.serviceUnavailable, "not ready\n")
            answer.headers[.retryAfter] = "5"
            return answer
        }
    }
}
