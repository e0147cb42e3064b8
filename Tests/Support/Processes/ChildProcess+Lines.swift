import Foundation

extension ChildProcess {
    /// The program ended before it said what was expected of it.
    struct EndedEarly: Error, CustomStringConvertible {
        let description: String
    }

    /// The address that a server prints as its first line, `{"listening": "http://…"}`, once it is ready to serve.
    public func listeningURL() async throws -> String {
        struct Line: Decodable {
            let listening: String
        }
        for await line in self.lines {
            return try JSONDecoder().decode(Line.self, from: Data(line.utf8)).listening
        }
        try Task.checkCancellation()
        let status = await self.waitForExit()
        throw EndedEarly(description: "the program ended with status \(status): \(self.errorText.suffix(2_000))")
    }
}
