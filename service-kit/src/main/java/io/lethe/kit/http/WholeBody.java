// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.http;

import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Hands a request on when its body is here: until then it holds no thread, and of memory as much as
 * twice what has come at most; however much it was declared to be, and however small the pieces are
 * that it comes in. A route that asks for the body gets a copy of its own.
 *
 * <p>One that is too long is refused at once, and some of the rest is read on and dropped: whoever
 * is hung up on while he sends may never read the answer.
 */
final class WholeBody extends Handler.Wrapper {
  /** Bytes of a body that is too long, after which its sender is hung up on. */
  static final int MOST_DROPPED = 4 * 1024 * 1024;

  private final HttpBounds bounds;
  private final JsonErrors errors;

  WholeBody(HttpBounds bounds, JsonErrors errors) {
    this.bounds = requireNonNull(bounds, "bounds");
    this.errors = requireNonNull(errors, "errors");
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
    private final Growing body;
    private final boolean isTooLong;
    private long dropped;

    Reading(Request request, Response response, Callback callback) {
      this.request = request;
      this.response = response;
      this.callback = callback;
      isTooLong = request.getLength() > bounds.bodyBytes();
      body = new Growing(isTooLong ? 0 : request.getLength());
    }

    @Override
    public void run() {
      if (isTooLong) {
        refuse();
        return;
      }
      Content.Chunk chunk = request.read();
      while (chunk != null) {
        if (Content.Chunk.isFailure(chunk)) {
          callback.failed(chunk.getFailure()); // gone, or too slow: there is nobody to answer
          return;
        }
        boolean fits = body.take(chunk.getByteBuffer(), bounds.bodyBytes());
        chunk.release();
        if (!fits) {
          refuse();
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

    private void refuse() {
      body.forget();
      errors.write(
          response,
          Callback.from(this::drop, callback::failed),
          HttpStatus.PAYLOAD_TOO_LARGE_413,
          bounds.bodyRule());
    }

    private void drop() {
      Content.Chunk chunk = request.read();
      while (chunk != null) {
        if (Content.Chunk.isFailure(chunk)) {
          callback.failed(chunk.getFailure());
          return;
        }
        dropped += chunk.remaining();
        chunk.release();
        if (chunk.isLast() || dropped > MOST_DROPPED) {
          callback.succeeded();
          return;
        }
        chunk = request.read();
      }
      request.demand(this::drop);
    }

    private void handOn() {
      Request whole = new Whole(request, body.whole());
      try {
        if (!WholeBody.super.handle(whole, response, callback)) {
          Response.writeError(whole, response, callback, HttpStatus.NOT_FOUND_404);
        }
      } catch (Exception e) {
        Response.writeError(whole, response, callback, e);
      }
    }
  }

  /** A body as it comes: an array that grows with it, for what is declared need never come. */
  private static final class Growing {
    private static final int FIRST = 8_192;

    private byte[] bytes;
    private int length;

    /**
     * Nothing yet.
     *
     * @param declared its length, which the door has bounded; negative where it is not known
     */
    Growing(long declared) {
      bytes = new byte[declared < 0 ? FIRST : (int) Math.min(declared, FIRST)];
    }

    /** Takes what came, unless it is too much. */
    boolean take(ByteBuffer piece, int most) {
      int next = piece.remaining();
      if (next > most - length) {
        return false;
      }
      if (length + next > bytes.length) {
        bytes = Arrays.copyOf(bytes, Math.min(most, Math.max(length + next, 2 * bytes.length)));
      }
      piece.get(bytes, length, next);
      length += next;
      return true;
    }

    /** Lets go of what came. */
    void forget() {
      bytes = new byte[0];
      length = 0;
    }

    /** All of it, not copied. */
    ByteBuffer whole() {
      return ByteBuffer.wrap(bytes, 0, length);
    }
  }

  /** A request whose body was read. */
  private static final class Whole extends Request.Wrapper {
    private Content.Chunk body;

    Whole(Request request, ByteBuffer body) {
      super(request);
      this.body = Content.Chunk.from(body, true);
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
