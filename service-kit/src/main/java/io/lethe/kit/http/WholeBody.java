// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.http;

import static java.util.Objects.requireNonNull;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;

/**
 * Hands a request on when its body is here: until then it holds no thread, and of memory no more
 * than the body's own bytes, however small the pieces are that it comes in.
 */
final class WholeBody extends Handler.Wrapper {
  private final HttpBounds bounds;

  WholeBody(HttpBounds bounds) {
    this.bounds = requireNonNull(bounds, "bounds");
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    if (request.getLength() == 0) {
      return super.handle(request, response, callback);
    }
    new Reading(request, response, callback).run();
    return true;
  }

  /** Reads what is there, and comes back when there is more. */
  private final class Reading implements Runnable {
    private final Request request;
    private final Response response;
    private final Callback callback;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();

    Reading(Request request, Response response, Callback callback) {
      this.request = request;
      this.response = response;
      this.callback = callback;
    }

    @Override
    public void run() {
      Content.Chunk chunk = request.read();
      while (chunk != null) {
        if (Content.Chunk.isFailure(chunk)) {
          callback.failed(chunk.getFailure()); // gone, or too slow: there is nobody to answer
          return;
        }
        body.writeBytes(BufferUtil.toArray(chunk.getByteBuffer()));
        chunk.release();
        if (body.size() > bounds.bodyBytes()) {
          JsonErrors.write(response, callback, HttpStatus.PAYLOAD_TOO_LARGE_413, bounds.bodyRule());
          return;
        }
        if (chunk.isLast()) {
          handOn();
          return;
        }
        chunk = request.read();
      }
      request.demand(this);
    }

    private void handOn() {
      Request whole = new Whole(request, body.toByteArray());
      try {
        if (!WholeBody.super.handle(whole, response, callback)) {
          Response.writeError(whole, response, callback, HttpStatus.NOT_FOUND_404);
        }
      } catch (Exception e) {
        Response.writeError(whole, response, callback, e);
      }
    }
  }

  /** A request whose body was read. */
  private static final class Whole extends Request.Wrapper {
    private Content.Chunk body;

    Whole(Request request, byte[] body) {
      super(request);
      this.body = Content.Chunk.from(ByteBuffer.wrap(body), true);
    }

    @Override
    public Content.Chunk read() {
      Content.Chunk next = body;
      body = Content.Chunk.EOF;
      return next;
    }

    @Override
    public void demand(Runnable whenThere) {
      whenThere.run();
    }

    @Override
    public void fail(Throwable failure) {
      body = Content.Chunk.from(failure, true);
    }
  }
}
