// Holds every import in Sources against the table of floors, and the table against its own rule.

import Testing

@Suite("House: floors")
struct FloorTests {
    @Test("every target has a floor, and every floor a target")
    func complete() {
        let rows = Set(floors.map(\.target))
        let unplanned = Repository.targets.subtracting(rows).sorted()
        let gone = rows.subtracting(Repository.targets).sorted()
        #expect(
            unplanned.isEmpty, "give these folders of Sources a row in Tests/House/Floors.swift: \(unplanned)"
        )
        #expect(gone.isEmpty, "these rows of Tests/House/Floors.swift have no folder in Sources: \(gone)")
    }

    @Test("a target imports only what its floor allows", arguments: floors)
    func imports(floor: Floor) {
        let allowed = floor.own.union(floor.packages).union(toolchain)
        let faults = Repository.sources.filter { $0.target == floor.target }.flatMap { file in
            file.imports.filter { !allowed.contains($0.module) }.map {
                "\(file.path):\($0.line): import \($0.module)"
            }
        }
        #expect(
            faults.isEmpty,
            "\(floor.target) stands on floor \(floor.number) and may not have:\(report(faults))")
    }

    @Test("the table's own arrows only go down, and never into the other wing", arguments: floors)
    func arrows(floor: Floor) {
        for row in floors where floor.own.contains(row.target) {
            #expect(row.number < floor.number, "\(floor.target) → \(row.target) does not go down")
            let fits = floor.wing == .both || row.wing == .shared || row.wing == floor.wing
            #expect(fits, "\(floor.target) → \(row.target) crosses from one wing into the other")
        }
        let unknown = floor.own.subtracting(floors.map(\.target)).sorted()
        #expect(unknown.isEmpty, "\(floor.target) names rooms that have no row: \(unknown)")
    }

    @Test("targets import each other in no circle")
    func circles() {
        var graph = Graph()
        for file in Repository.sources {
            for (module, line) in file.imports
            where Repository.targets.contains(module) && module != file.target {
                graph.add(from: file.target, to: module, because: "\(file.path):\(line)")
            }
        }
        #expect(graph.circles.isEmpty, "targets in a circle:\(report(graph.circles.map(graph.describe)))")
    }
}
