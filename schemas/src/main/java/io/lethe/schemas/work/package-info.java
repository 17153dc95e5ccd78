/** Which piece of work a job, a candidate and a report are about. */
package io.lethe.schemas.work;
