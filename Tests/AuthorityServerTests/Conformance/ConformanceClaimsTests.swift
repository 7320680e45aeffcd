// The modules of the plans Basic and Form Post about scopes, claims and the userinfo endpoint.

import Authority
import HTTPTypes
import JOSE
import OAuth
import Support
import Testing

@Suite("Conformance: claims")
struct ConformanceClaimsTests {
    /// Checks which claims a scope brings, in the ID token and at the userinfo endpoint.
    private static func scope(_ scope: String, brings names: [String], _ plan: ConformancePlan) async throws {
        try await ConformanceRun.run(plan) { run async throws in
            let tokens = try await run.tokens(scope: scope)
            let told = try await run.userinfo(tokens)
            #expect(told.status == 200 && told["sub"] == "usr_ana")
            for name in ["name", "email", "email_verified", "phone_number", "address"] {
                #expect((told.json?[name] != nil) == names.contains(name), "\(name) of \(scope)")
            }
        }
    }

    @Test("oidcc-scope-profile", arguments: ConformancePlan.allCases)
    func profile(plan: ConformancePlan) async throws { try await Self.scope("openid profile", brings: ["name"], plan) }

    @Test("oidcc-scope-email", arguments: ConformancePlan.allCases)
    func email(plan: ConformancePlan) async throws {
        try await Self.scope("openid email", brings: ["email", "email_verified"], plan)
    }

    @Test("oidcc-scope-address", arguments: ConformancePlan.allCases)
    func address(plan: ConformancePlan) async throws { try await Self.scope("openid address", brings: ["address"], plan) }

    @Test("oidcc-scope-phone", arguments: ConformancePlan.allCases)
    func phone(plan: ConformancePlan) async throws { try await Self.scope("openid phone", brings: ["phone_number"], plan) }

    @Test("oidcc-scope-all", arguments: ConformancePlan.allCases)
    func all(plan: ConformancePlan) async throws {
        try await Self.scope(
            "openid profile email address phone",
            brings: ["name", "email", "email_verified", "phone_number", "address"], plan)
    }

    @Test("oidcc-ensure-other-scope-order-succeeds", arguments: ConformancePlan.allCases)
    func order(plan: ConformancePlan) async throws {
        try await Self.scope("email openid", brings: ["email", "email_verified"], plan)
    }

    @Test("oidcc-alternate-happy-flow", arguments: ConformancePlan.allCases)
    func backwards(plan: ConformancePlan) async throws {
        try await ConformanceRun.run(plan) { run async throws in
            let answer = try await run.authorize(scope: "email openid", backwards: true)
            let tokens = try await run.client.redeem(try #require(answer["code"], "\(answer)"))
            let told = try await run.userinfo(tokens)
            #expect(told["email"] == "ana@example.com" && told.json?["name"] == nil)
            #expect(try run.identity(tokens)["sub"]?.string == "usr_ana")
        }
    }

    @Test("oidcc-userinfo-get", arguments: ConformancePlan.allCases)
    func get(plan: ConformancePlan) async throws {
        try await ConformanceRun.run(plan) { run async throws in
            let told = try await run.userinfo(run.tokens())
            #expect(told.status == 200 && told["sub"] == "usr_ana" && told.header("Content-Type") == "application/json")
        }
    }

    @Test("oidcc-userinfo-post-header", arguments: ConformancePlan.allCases)
    func postHeader(plan: ConformancePlan) async throws {
        try await ConformanceRun.run(plan) { run async throws in
            let told = try await run.userinfo(run.tokens(), .post)
            #expect(told.status == 200 && told["sub"] == "usr_ana")
        }
    }

    @Test("oidcc-userinfo-post-body", arguments: ConformancePlan.allCases)
    func postBody(plan: ConformancePlan) async throws {
        try await ConformanceRun.run(plan) { run async throws in
            let token = try #require(try await run.tokens()["access_token"])
            let told = try await run.server.send(
                .post, "/oauth/userinfo", body: "access_token=\(token)", type: "application/x-www-form-urlencoded")
            #expect(told.status == 200 && told["sub"] == "usr_ana")
        }
    }

    @Test("oidcc-claims-essential", arguments: ConformancePlan.allCases)
    func essential(plan: ConformancePlan) async throws {
        try await ConformanceRun.run(plan) { run async throws in
            let claims = #"{"userinfo":{"name":{"essential":true},"email":null},"id_token":{"address":null}}"#
            let tokens = try await run.tokens(["claims": claims])
            let told = try await run.userinfo(tokens)
            #expect(told["name"] == "Ana Example" && told["email"] == "ana@example.com" && told.json?["address"] == nil)
            #expect(try run.identity(tokens)["address"] != nil)
        }
    }

    @Test("oidcc-claims-locales", arguments: ConformancePlan.allCases)
    func locales(plan: ConformancePlan) async throws {
        try await ConformanceRun.run(plan) { run async throws in
            _ = try await run.tokens(scope: "openid profile", ["claims_locales": "se"])
        }
    }
}
