import AdCP
import Foundation
import Testing

/// A test vector of AdCP's conformance suite.
struct Vector: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let json: JSON

    /// The vectors of a folder, one in a file.
    static func files(in folder: String) async throws -> [Vector] {
        let directory = try await PackageEnvironment.testVectors().appending(path: folder)
        return try FileManager.default.contentsOfDirectory(at: directory, includingPropertiesForKeys: nil)
            .sorted { $0.path < $1.path }
            .map { Vector(testDescription: $0.lastPathComponent, json: try JSON(parsing: Data(contentsOf: $0))) }
    }

    /// The vectors of a file, in the member that has that name.
    static func cases(in file: String, _ member: String = "cases") async throws -> [Vector] {
        let json = try JSON(parsing: Data(contentsOf: await PackageEnvironment.testVectors().appending(path: file)))
        return try #require(json[member]?.array).map { json in
            Vector(testDescription: json["name"]?.string ?? json["id"]?.string ?? "", json: json)
        }
    }

    subscript(name: String) -> JSON? { self.json[name] }

    func string(_ name: String) throws -> String {
        try #require(self.json[name]?.string)
    }
}
