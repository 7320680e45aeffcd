// A35: the codes of the device flow are guessed, approved for somebody else, asked for too fast, or used twice.

import Authority
import HTTPTypes
import JOSE
import OAuth
import Support
import Testing

@Suite("A35: device codes")
struct A35DeviceCodes {
    private static let grant = "urn:ietf:params:oauth:grant-type:device_code"

    private static func television(_ server: TestServer) async throws -> TestClient {
        try await TestClient(server) {
            $0.redirectURIs = []
            $0.authentication = "none"
            $0.grantTypes = [grant, "refresh_token"]
        }
    }

    private static func begin(_ client: TestClient) async throws -> TestAnswer {
        try await client.ask([("scope", "notes:read")], at: "/oauth/device_authorization")
    }

    private static func come(_ client: TestClient, _ codes: TestAnswer) async throws -> TestAnswer {
        try await client.ask([("grant_type", grant), ("device_code", codes["device_code"] ?? "")])
    }

    @Test("whoever tries code after code is stopped, and the right one does not help them then")
    func guessing() async throws {
        try await TestServer.run { server async throws in
            let code = try await Self.begin(Self.television(server))["user_code"] ?? ""
            let browser = TestBrowser(server)
            try await browser.signIn()
            try await browser.get("/device")
            let token = browser.hidden
            for _ in 0..<10 {
                try await browser.post("/device", token + [("user_code", "BBBB-BBBB")])
                #expect(browser.page.status == 404)
            }
            try await browser.post("/device", token + [("user_code", code)])
            #expect(browser.page.status == 429)
        }
    }

    @Test("whoever proves nothing can't fill the table: thirty codes a minute, and a client that proves itself goes on")
    func flood() async throws {
        try await TestServer.run { server async throws in
            let client = try await Self.television(server)
            for _ in 0..<30 { #expect(try await Self.begin(client).status == 200) }
            let stopped = try await Self.begin(client)
            #expect(stopped.status == 429 && stopped.header("Retry-After") == "60")
            let proven = try await TestClient(server) { $0.grantTypes = [Self.grant, "refresh_token"] }
            #expect(try await Self.begin(proven).status == 200)
            server.wait(60)
            #expect(try await Self.begin(client).status == 200)
        }
    }

    @Test("a form of another site, of another session, or without a look at the code approves nothing")
    func forged() async throws {
        try await TestServer.run { server async throws in
            let client = try await Self.television(server)
            let codes = try await Self.begin(client)
            let (victim, thief) = (TestBrowser(server), TestBrowser(server))
            try await victim.signIn()
            try await thief.get("/login")
            let form = [("user_code", codes["user_code"] ?? ""), ("decision", "allow"), ("account", "usr_ana")]
            try await victim.post("/device", form)
            #expect(victim.page.status == 403)
            try await victim.post("/device", thief.hidden + form)
            #expect(victim.page.status == 403)
            try await victim.get("/device?user_code=\(codes["user_code"] ?? "")&decision=allow")
            #expect(try await Self.come(client, codes)["error"] == "authorization_pending")
        }
    }

    @Test("who asks too fast must wait longer, and longer again")
    func fast() async throws {
        try await TestServer.run { server async throws in
            let client = try await Self.television(server)
            let codes = try await Self.begin(client)
            #expect(try await Self.come(client, codes)["error"] == "authorization_pending")
            server.wait(4)
            #expect(try await Self.come(client, codes)["error"] == "slow_down")
            server.wait(9)
            #expect(try await Self.come(client, codes)["error"] == "slow_down")
            server.wait(15)
            #expect(try await Self.come(client, codes)["error"] == "authorization_pending")
        }
    }

    @Test("whoever was shut out between yes and the tokens gets none", arguments: ["account", "client", "grant"])
    func shutOut(what: String) async throws {
        try await TestServer.run { server async throws in
            let client = try await Self.television(server)
            let codes = try await Self.begin(client)
            let browser = TestBrowser(server)
            try await browser.signIn()
            try await browser.get("/device")
            try await browser.post("/device", browser.hidden + [("user_code", codes["user_code"] ?? "")])
            try await browser.post("/device", browser.hidden + [("decision", "allow")])
            let authority = server.house.authority
            switch what {
            case "account": try await authority.accounts.disable(Username("ana"), at: server.now)
            case "client": try await authority.clients.disable(client.id, at: server.now)
            default:
                let grants = try await authority.consents.live(of: server.house.ana)
                try await authority.consents.takeBack(grants[0].id, of: server.house.ana, at: server.now)
            }
            let answer = try await Self.come(client, codes)
            #expect(["invalid_grant", "invalid_client"].contains(answer["error"] ?? ""), "\(answer.text)")
        }
    }

    @Test("a code that another client comes with gives it nothing, and stays good for its own")
    func binding() async throws {
        try await TestServer.run { server async throws in
            let client = try await Self.television(server)
            let rivals = [
                try await Self.television(server), try await TestClient(server) { $0.grantTypes = [Self.grant] },
            ]
            let codes = try await Self.begin(client)
            let browser = TestBrowser(server)
            try await browser.signIn()
            try await browser.get("/device")
            try await browser.post("/device", browser.hidden + [("user_code", codes["user_code"] ?? "")])
            try await browser.post("/device", browser.hidden + [("decision", "allow")])
            for rival in rivals {
                let answer = try await Self.come(rival, codes)
                #expect(answer["error"] == "invalid_grant" && answer["access_token"] == nil)
            }
            #expect(try await Self.come(client, codes).status == 200)
        }
    }

    @Test("of fifty that come with one code at once, one gets tokens")
    func race() async throws {
        try await TestServer.run { server async throws in
            let client = try await Self.television(server)
            let codes = try await Self.begin(client)
            let browser = TestBrowser(server)
            try await browser.signIn()
            try await browser.get("/device")
            try await browser.post("/device", browser.hidden + [("user_code", codes["user_code"] ?? "")])
            try await browser.post("/device", browser.hidden + [("decision", "allow")])
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<50 { group.addTask { try await Self.come(client, codes).status } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.filter { $0 == 200 }.count == 1 && statuses.filter { $0 == 400 }.count == 49)
        }
    }
}
