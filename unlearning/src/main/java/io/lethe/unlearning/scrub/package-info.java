/** SCRUB: away from the parent on the rows to forget, towards it on the rows to keep. */
package io.lethe.unlearning.scrub;
