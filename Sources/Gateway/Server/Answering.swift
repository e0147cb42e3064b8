import Database
import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// Outermost: names the request, turns every error into a problem document, and writes one line of access log.
///
/// Neither bodies nor header values nor query strings are logged; the path is logged as its route.
struct Answering: RouterMiddleware {
    let index: RouteIndex

    func handle(
        _ request: Request, context: GatewayContext, next: (Request, GatewayContext) async throws -> Response
    ) async throws -> Response {
        let start = ContinuousClock.now
        var context = context
        context.requestID = RequestIdentifier.choose(request.headers)
        context.logger[metadataKey: "request_id"] = .string(context.requestID)

        var response: Response
        var code: ProblemCode?
        do {
            response = try await next(request, context)
        } catch let error as UnreadableBody {
            throw error.cause
        } catch {
            let problem = self.problem(error, request, context)
            code = problem.code
            response = problem.response(requestID: context.requestID)
            if problem.endsConnection {
                response = response.endingConnection(context.channel)
            }
        }
        response.headers[.requestID] = context.requestID
        response.headers[.xContentTypeOptions] = "nosniff"
        if request.method == .head {
            response = response.createHeadResponse()
        }
        self.log(request, response, code, since: start, context)
        return response
    }

    private func problem(_ error: any Error, _ request: Request, _ context: GatewayContext) -> Problem {
        switch error {
        case let problem as Problem:
            return problem
        case let error as DatabaseError:
            if error.kind == .failed || error.kind == .unavailable {
                context.logger.error("Database call failed", metadata: ["error": "\(error)"])
            }
            return Problem(error)
        case let error as HTTPError where error.status == .notFound:
            return self.index.refusal(path: request.uri.path, method: request.method)
        case is CancellationError:
            return .retryLater(.unavailable, seconds: 1)
        default:
            context.logger.error("Request failed", metadata: ["error": "\(error)"])
            return Problem(.internal)
        }
    }

    private func log(
        _ request: Request, _ response: Response, _ code: ProblemCode?, since start: ContinuousClock.Instant,
        _ context: GatewayContext
    ) {
        let route = context.endpointPath ?? "-"
        var metadata: Logger.Metadata = [
            "method": .string(request.method.rawValue), "route": .string(route),
            "status": .stringConvertible(response.status.code),
            "milliseconds": .stringConvertible(Int((ContinuousClock.now - start) / .milliseconds(1))),
        ]
        metadata["code"] = code.map { .string($0.rawValue) }
        context.logger.log(
            level: HealthRoutes.paths.contains(route) ? .debug : .info, "Request answered", metadata: metadata)
    }
}
